using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Benchmarks;
using GrantFlow.Organisations;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Tests.Kill;
using GrantFlow.Tests.Postgres;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Keys are changed under a service that has bank accounts and second factors: by the real program, in processes of their own.</summary>
public sealed class RotationTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    const int Accounts = 12;
    const string Password = "a password for rotations";

    readonly string _folder = Directory.CreateTempSubdirectory("rotation").FullName;
    readonly Some _some = new(database);

    string KeysFile => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_row_is_sealed_anew_a_kill_in_the_middle_loses_nothing_and_the_old_key_may_go()
    {
        File.Copy(SomeKeys.FilePath, KeysFile);
        var old = Keyring.Read(KeysFile).Newest;
        var programme = await _some.ProgrammeAsync();
        for (var i = 0; i < Accounts; i++) await AccountAsync(programme, i);
        var manager = await ManagerAsync(programme);
        (await CountsAsync()).Should().Equal((old, (Accounts * 3) + 1));

        // Killed while it waits for an account that somebody else has in hand.
        await using (var source = NpgsqlDataSource.Create(database.ConnectionString))
        await using (var hand = await source.OpenConnectionAsync())
        await using (await hand.BeginTransactionAsync())
        {
            await using (var hold = new NpgsqlCommand("select id from bank_accounts order by id offset 5 limit 1 for update", hand)) await hold.ExecuteScalarAsync();
            using var rotating = Start("keys", "--rotate");
            while (!await IsWaitingAsync())
            {
                rotating.HasExited.Should().BeFalse("it waits for the row");
                await Task.Delay(50);
            }

            rotating.Kill();
            await rotating.WaitForExitAsync();
        }

        var newest = Keyring.Read(KeysFile).Newest;
        newest.Should().NotBe(old);
        // What the server had begun when its client died, it ends: waited for until it is committed, not only until it has the row.
        while (await IsAtWorkAsync()) await Task.Delay(50);
        var counts = (await CountsAsync()).ToDictionary();
        counts.Keys.Should().BeEquivalentTo(old, newest);
        counts.Values.Sum().Should().Be((Accounts * 3) + 1);
        var left = counts[old];
        (await RunAsync("keys", "--check")).Should().Be((0, $"{(Accounts * 3) + 1} sealed values, 0 can't be read\n"));
        await EveryAccountOpensAsync();
        (await RunAsync("keys", "--drop", old)).Should().Be((1, $"error: {left} values are still sealed with {old} (bank_accounts.account, bank_accounts.bank, bank_accounts.holder, data_protection_keys.xml): run 'keys --reseal' first.\n"));

        // The next run goes on where it was.
        var (code, told) = await RunAsync("keys", "--reseal");

        (code, told).Should().Be((0, $"""
            {left - 25,8} bank_accounts.account
                  12 bank_accounts.bank
                  12 bank_accounts.holder
                   1 data_protection_keys.xml (second factors, mailed links, sign-ins)
            {left} values sealed anew
            {old}  opens  0 values
            {newest}  seals  {(Accounts * 3) + 1} values

            """));
        (await RunAsync("keys", "--drop", newest)).Code.Should().Be(1, "it seals");
        (await RunAsync("keys", "--drop", old)).Should().Be((0, $"{old} is dropped; copies of the database made before it was still need the keys of their day\n{newest}  seals  {(Accounts * 3) + 1} values\n"));
        Keyring.Read(KeysFile).Ids.Should().Equal(newest);
        await EveryAccountOpensAsync();
        await SignsInAsync(manager);

        // With the file of before, everything is lost, and told field by field.
        File.Copy(SomeKeys.FilePath, KeysFile, overwrite: true);
        (code, told) = await RunAsync("keys", "--check");
        code.Should().Be(1);
        told.Should().Contain($"{Accounts} values of bank_accounts.account can't be read: the key {newest} is missing from {KeysFile}")
            .And.Contain("1 values of data_protection_keys.xml (second factors, mailed links, sign-ins) can't be read").And.EndWith($"{(Accounts * 3) + 1} can't be read\n");
        (code, told) = await RunAsync("serve");
        code.Should().Be(1);
        told.Should().StartWith($"error: {KeysFile} lacks the key {newest}").And.Contain($"bank_accounts.holder: {Accounts}").And.NotContain("   at ");
        File.Delete(KeysFile);
        (code, told) = await RunAsync("serve");
        code.Should().Be(1);
        told.Should().StartWith($"error: The keys of sealed fields are missing: {KeysFile}").And.NotContain("   at ");

        // And where there is no copy of the keys anywhere, the service goes on without what they sealed.
        (code, told) = await RunAsync("keys", "--give-up", newest);
        (code, told).Should().Be((0, $"""
                  {Accounts} rows of bank_accounts are gone
                   1 rows of data_protection_keys are gone
                   1 second factors have to be set up anew
                   0 letters with a link aren't sent
            {newest} is given up

            """));
        (await RunAsync("keys", "--give-up", newest)).Should().Be((1, $"error: the database needs no key {newest}.\n"));
        (await RunAsync("keys", "--check")).Code.Should().Be(0);
        await SignsInAsync(manager, "second-factor-not-set-up");
        (await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == nameof(KeyGivenUp)))).Data.Should().Contain(newest).And.Contain("bank_accounts");
    }

    static string AccountOf(int i) => $"22050012345678{i:00}";

    async Task AccountAsync(Guid programme, int i)
    {
        var (organisation, head) = await _some.OrganisationAsync(programme);
        await _some.Do(db => EnterBankAccount.Execute(db, head, organisation, new($"Holder {i}", "ACBA", AccountOf(i)), _some.Clock, default));
    }

    async Task<string> ManagerAsync(Guid programme)
    {
        var manager = await _some.ManagerAsync(programme);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(NpgsqlDataSource.Create(database.ConnectionString));
        await using var built = services.AddAccounts().BuildServiceProvider();
        await using var db = _some.Open();
        var account = await db.Users.SingleAsync(p => p.Id == manager.PersonId);
        account.PasswordHash = new PasswordHasher<Person>().HashPassword(account, Password);
        account.SecurityStamp = Guid.CreateVersion7().ToString();
        await SomeSecondFactor.GiveAsync(db, built.GetRequiredService<Secrets>(), manager.PersonId);
        await db.SaveChangesAsync();
        return account.Email!;
    }

    async Task EveryAccountOpensAsync()
    {
        var keys = Keyring.Read(KeysFile);
        var kept = await database.RowsAsync("select account from bank_accounts");
        kept.Select(k => keys.Open(k, "bank_accounts.account")).Should().BeEquivalentTo(Enumerable.Range(0, Accounts).Select(AccountOf));
    }

    /// <summary>A host that has only the new key takes the code of an app that was tied under the old one.</summary>
    async Task SignsInAsync(string email, string? refused = null)
    {
        using var host = Start("serve");
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = new Uri(_address) };
        for (var tries = 0; tries < 300 && !await IsReadyAsync(client); tries++) await Task.Delay(100);
        var code = Totp.CodeOf(SomeSecondFactor.Secret, Totp.StepOf(TimeProvider.System.GetUtcNow()));

        var answer = await client.PostAsJsonAsync("/api/sign-in", new { email, password = Password, code });

        answer.StatusCode.Should().Be(refused is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await answer.Content.ReadAsStringAsync());
        if (refused is not null) (await RunningHost.JsonAsync(answer)).GetProperty("type").GetString().Should().Be(refused);
        host.Kill();
        await host.WaitForExitAsync();
    }

    static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Asked by the owner: others see only that somebody waits, not for what.
    Task<bool> IsWaitingAsync() => IsAtWorkAsync("and wait_event_type = 'Lock'");

    async Task<bool> IsAtWorkAsync(string how = "")
    {
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
#pragma warning disable CA2100 // texts of this class
        await using var waiting = owner.CreateCommand(
            $"select exists (select from pg_stat_activity where datname = current_database() and state <> 'idle' and query like 'update bank_accounts%' {how})");
#pragma warning restore CA2100
        return (bool)(await waiting.ExecuteScalarAsync())!;
    }

    async Task<IReadOnlyList<(string Key, int Values)>> CountsAsync()
    {
        await using var db = _some.Open();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        return [.. (await SealedPlace.CountAsync(db.Model, source, default)).GroupBy(c => c.Key).Select(g => (g.Key, (int)g.Sum(c => c.Values)))];
    }

    readonly string _address = $"http://127.0.0.1:{FreePort.Take()}";

    Process Start(params string[] verb)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostSettings).Assembly.Location, .. verb]) { RedirectStandardError = true, RedirectStandardOutput = true };
        (start.Environment["GRANTFLOW_DB"], start.Environment["GRANTFLOW_OWNER_DB"]) = (database.ConnectionString, database.OwnerConnectionString);
        (start.Environment["GRANTFLOW_KEYS"], start.Environment["GRANTFLOW_DATA"], start.Environment["GRANTFLOW_URL"]) = (KeysFile, _folder, _address);
        return Process.Start(start)!;
    }

    async Task<(int Code, string Told)> RunAsync(params string[] verb)
    {
        using var process = Start(verb);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
