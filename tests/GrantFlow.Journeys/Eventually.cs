namespace GrantFlow.Journeys;

/// <summary>Waits for what another process does in its own time, at most half a minute.</summary>
static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 150; tries++)
        {
            if (await holds()) return;
            await Task.Delay(200);
        }

        throw new TimeoutException("It didn't come about within half a minute.");
    }
}
