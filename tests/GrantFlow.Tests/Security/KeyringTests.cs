using FluentAssertions;
using GrantFlow.Persistence.Sealing;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Sealed fields and the keys that open them.</summary>
public sealed class KeyringTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("keys").FullName;

    string FilePath => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sealed_text_opens_for_its_own_use_and_no_two_are_alike()
    {
        var keys = Keyring.New();

        var (one, other) = (keys.Seal("AM12 3456", "bank_accounts.account"), keys.Seal("AM12 3456", "bank_accounts.account"));

        one.Should().NotBe(other).And.NotContain("3456");
        keys.Open(one, "bank_accounts.account").Should().Be("AM12 3456");
        keys.Invoking(k => k.Open(one, "bank_accounts.holder")).Should().Throw<KeyringException>();
        keys.Invoking(k => k.Open(one[..^6] + "AAAAAA", "bank_accounts.account")).Should().Throw<KeyringException>();
        keys.Invoking(k => k.Open("AM12 3456", "bank_accounts.account")).Should().Throw<KeyringException>();
    }

    [Fact]
    public void A_new_key_seals_while_the_old_one_still_opens_also_in_a_process_that_runs_on()
    {
        Keyring.Make(FilePath).Should().BeTrue();
        var running = Keyring.Read(FilePath);
        var old = running.Seal("secret", "x.y");

        var id = Keyring.Add(FilePath);
        var started = Keyring.Read(FilePath);

        started.Newest.Should().Be(id).And.NotBe(running.Newest);
        started.Open(old, "x.y").Should().Be("secret");
        running.Open(started.Seal("newer", "x.y"), "x.y").Should().Be("newer");
        running.Again().Newest.Should().Be(id, "nothing more is sealed with a key that may soon be dropped");
        started.Blind("a@example.org").Should().Be(running.Blind("a@example.org"));
    }

    [Fact]
    public void An_old_key_may_be_taken_out_and_the_one_that_seals_may_not()
    {
        Keyring.Make(FilePath);
        var old = Keyring.Read(FilePath).Newest;
        var id = Keyring.Add(FilePath);

        FluentActions.Invoking(() => Keyring.Remove(FilePath, id)).Should().Throw<KeyringException>().WithMessage("*the key that seals*");
        FluentActions.Invoking(() => Keyring.Remove(FilePath, "ffffffff")).Should().Throw<KeyringException>();
        Keyring.Remove(FilePath, old);

        Keyring.Read(FilePath).Ids.Should().Equal(id);
        var running = Keyring.Read(FilePath);
        File.WriteAllText(FilePath, "{}");
        running.Again().Should().BeSameAs(running, "what is in use goes on");
    }

    [Fact]
    public void Its_file_is_its_owners_alone_and_is_never_written_over()
    {
        Keyring.Make(FilePath);
        var text = File.ReadAllText(FilePath);

        Keyring.Make(FilePath).Should().BeFalse();

        File.ReadAllText(FilePath).Should().Be(text);
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(FilePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        FluentActions.Invoking(() => Keyring.Read(FilePath)).Should().Throw<KeyringException>().WithMessage("Others may read*chmod 600*");
    }

    [Fact]
    public void Of_processes_that_make_it_at_once_one_makes_it_and_all_have_the_same_keys()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = $"{FilePath}.{round}";
            var made = new bool[8];
            var ids = new string[8];

            Parallel.For(0, 8, n =>
            {
                made[n] = Keyring.Make(path);
                ids[n] = Keyring.Read(path).Newest;
            });

            made.Should().ContainSingle(m => m);
            ids.Distinct().Should().ContainSingle();
        }

        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Should().HaveCount(20, "nothing is left beside them");
    }

    [Fact]
    public void A_missing_or_wrong_key_is_named_and_nothing_secret_is()
    {
        var text = Keyring.New().Seal("secret", "x.y");

        var opening = () => Keyring.New().Open(text, "x.y");

        opening.Should().Throw<KeyringException>().WithMessage($"The key {Keyring.KeyOf(text)}, which x.y was sealed with, is missing*").And.Message.Should().NotContain("secret");
        File.WriteAllText(FilePath, "{}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        FluentActions.Invoking(() => Keyring.Read(FilePath)).Should().Throw<KeyringException>();
    }
}
