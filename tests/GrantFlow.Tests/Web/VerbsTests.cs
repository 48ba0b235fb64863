using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Cli;
using GrantFlow.Web.Hosting;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>The verbs read the environment, so these run one after another.</summary>
[Collection("environment")]
public sealed class VerbsTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    readonly StringWriter _out = new(), _error = new();

    public void Dispose()
    {
        ServiceAddress.Base = new Uri("http://127.0.0.1:5080"); // a verb of ours set it, and mails are full of it
        foreach (var name in new[] { "GRANTFLOW_DB", "GRANTFLOW_URL", "GRANTFLOW_DATA" }) Environment.SetEnvironmentVariable(name, null);
    }

    [Theory]
    [InlineData("there is no verb 'frob'", "frob")]
    [InlineData("there is no option --frob", "migrate", "--frob")]
    [InlineData("which file?", "import")]
    [InlineData("--programme needs a value", "import", "x.json", "--programme")]
    [InlineData("which file or folder?", "check-traces")]
    [InlineData("GRANTFLOW_DB names no database", "migrate")]
    public async Task Asked_wrongly_a_verb_says_how_in_one_line(string told, params string[] args)
    {
        (await RunAsync(args)).Should().Be(ExitCode.Usage);

        _error.ToString().Should().StartWith($"error: {told}");
        _out.ToString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("nonsense", ExitCode.Usage, "GRANTFLOW_DB can't be read")]
    [InlineData("postgres://nobody@127.0.0.1:1/none", ExitCode.Outside, "the database can't be reached")]
    public async Task A_wrong_database_is_named_and_its_password_is_not(string connection, int code, string told)
    {
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", connection);

        (await RunAsync("migrate")).Should().Be(code);

        _error.ToString().Should().StartWith($"error: {told}").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_database_without_its_migrations_is_refused_before_the_first_page()
    {
        // An empty one of its own: whoever is in template1 keeps others from making databases.
        await using var server = new NpgsqlConnection(TestDatabase.Server);
        await server.OpenAsync();
        var name = $"gf_empty_{Guid.CreateVersion7():N}";
#pragma warning disable CA2100 // the name is made above
        await using var create = new NpgsqlCommand($"create database {name} template template0 encoding 'UTF8'", server);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync();
        var empty = new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Database = name, Pooling = false }.ConnectionString;
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", empty);

        (await RunAsync("serve")).Should().Be(ExitCode.Failed);

        _error.ToString().Should().Contain("0001_workflows.sql").And.Contain("'migrate'");
        await DatabaseDrop.DropAsync(TestDatabase.Server, name, default);
    }

    [Fact]
    public async Task A_port_in_use_is_said_and_how_to_choose_another()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", database.OwnerConnectionString);
        Environment.SetEnvironmentVariable("GRANTFLOW_URL", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        (await RunAsync("serve")).Should().Be(ExitCode.Outside);

        _error.ToString().Should().StartWith("error: the port is in use").And.Contain("GRANTFLOW_URL");
    }

    [Fact]
    public async Task A_second_migrate_finds_nothing_to_do()
    {
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", database.OwnerConnectionString);
        (await RunAsync("migrate")).Should().Be(ExitCode.Done);

        (await RunAsync("migrate")).Should().Be(ExitCode.Done);

        _out.ToString().Should().EndWith("the database is up to date\n");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_the_outside_worlds_fault()
    {
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", database.OwnerConnectionString);

        (await RunAsync("import", "/none/such.json", "--programme", "X")).Should().Be(ExitCode.Outside);
        (await RunAsync("check-workflows", "/none/such")).Should().Be(ExitCode.Outside);
    }

    [Fact]
    public async Task Every_verb_has_its_help()
    {
        foreach (var verb in new[] { "serve", "migrate", "demo", "simulate", "import", "check-workflows", "check-traces" })
            (await RunAsync(verb, "--help")).Should().Be(ExitCode.Done);

        (await RunAsync("--help")).Should().Be(ExitCode.Done);
        _out.ToString().Should().Contain("exit codes").And.Contain("usage: import FILE --programme NAME [--json]");
    }

    [Fact]
    public async Task The_definitions_that_come_along_are_sound() =>
        (await RunAsync("check-workflows")).Should().Be(ExitCode.Done, _out.ToString());

    [Fact]
    public async Task A_definition_at_fault_is_named_with_its_place()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():N}.json");
        await File.WriteAllTextAsync(file, """{"id":"v","definitionId":"d","name":"D","root":{"id":"a","type":"No.Such"}}""");

        (await RunAsync("check-workflows", file)).Should().Be(ExitCode.Failed);

        _out.ToString().Should().Contain("/root").And.Contain("No.Such").And.EndWith("1 definitions, 1 problems\n");
        File.Delete(file);
    }

    [Fact]
    public async Task Without_a_demonstration_there_are_no_sign_ins_to_list()
    {
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", database.OwnerConnectionString);

        (await RunAsync("demo", "--accounts", "--json")).Should().Be(ExitCode.Failed);

        _out.ToString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("postgres://ann:p%40ss@db.example:6000/grants?sslmode=verify-full", "db.example", 6000, "grants", "ann", "p@ss")]
    [InlineData("postgresql://ann@db.example/grants", "db.example", 5432, "grants", "ann", null)]
    [InlineData("postgres:///grants?host=/run/postgresql&user=ann", "/run/postgresql", 5432, "grants", "ann", null)]
    [InlineData("Host=db.example;Database=grants;Username=ann", "db.example", 5432, "grants", "ann", null)]
    public void A_database_is_named_by_address_or_connection_string(string given, string host, int port, string name, string user, string? password)
    {
        var read = new NpgsqlConnectionStringBuilder(HostSettings.ReadDatabase(given));

        (read.Host, read.Port, read.Database, read.Username, read.Password).Should().Be((host, port, name, user, password));
    }

    Task<int> RunAsync(params string[] args) => Verbs.RunAsync(args, _out, _error, CancellationToken.None);
}
