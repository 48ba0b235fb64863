namespace GrantFlow.Journeys;

/// <summary>Waits for what another process does in its own time, at most two minutes: a busy machine takes long over what is done at once elsewhere.</summary>
static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException("It didn't come about within two minutes.");
    }
}
