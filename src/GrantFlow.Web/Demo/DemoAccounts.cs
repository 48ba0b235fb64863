using System.Security.Cryptography;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Demo;

/// <summary>One demonstration sign-in.</summary>
/// <param name="Role">As in the service.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Email">To sign in with.</param>
/// <param name="Password">Made at random when the demonstration was loaded.</param>
/// <param name="Language">The person's language.</param>
/// <param name="Organisation">The programme's key for staff, the organisation's name for applicants.</param>
/// <param name="TotpSecret">For an authenticator app: staff are asked for a code of it; null for applicants.</param>
public sealed record DemoAccount(string Role, string Name, string Email, string Password, string Language, string Organisation, string? TotpSecret = null);

/// <summary>The demonstration's sign-ins: chosen among its people, passwords made at random, kept in a file only the owner reads.</summary>
static class DemoAccounts
{
    // Without the letters and figures that are taken for one another.
    const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the file holds: the sign-ins, and the demonstration they belong to.</summary>
    sealed record Kept(Guid Demonstration, IReadOnlyList<DemoAccount> Accounts);

    /// <summary>The sign-ins, made if there are none for the demonstration in this database.</summary>
    /// <returns>Null when the database has no demonstration.</returns>
    public static async Task<IReadOnlyList<DemoAccount>?> EnsureAsync(HostSettings settings, CancellationToken ct)
    {
        await using var services = Cli.VerbServices.Build(settings);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GrantFlowDb>();
        var demonstration = await db.AuditFacts.Where(f => f.Subject == Demonstration.Subject && f.Kind == nameof(DemonstrationLoaded))
            .Select(f => (Guid?)f.Id).FirstOrDefaultAsync(ct);
        if (demonstration is not { } id) return null;
        var file = Path.Combine(settings.DataFolder, "demo-accounts.json");
        if (File.Exists(file) && JsonSerializer.Deserialize<Kept>(await File.ReadAllTextAsync(file, ct), Json) is { } kept && kept.Demonstration == id
            && kept.Accounts.All(a => a.Role == nameof(Role.Applicant) || a.TotpSecret is not null))
        {
            return kept.Accounts;
        }

        var accounts = await MakeAsync(
            db, scope.ServiceProvider.GetRequiredService<UserManager<Person>>(), scope.ServiceProvider.GetRequiredService<Secrets>(), ct);
        await WriteAsync(file, new Kept(id, accounts), ct);
        return accounts;
    }

    static async Task<IReadOnlyList<DemoAccount>> MakeAsync(GrantFlowDb db, UserManager<Person> people, Secrets secrets, CancellationToken ct)
    {
        const string adminEmail = "admin@grantflow.example";
        if (!await db.Users.AnyAsync(p => p.Email == adminEmail, ct))
        {
            var admin = Person.Of("Administrator", adminEmail, "en");
            db.Add(admin);
            db.Add(new ProgrammeRole { PersonId = admin.Id, ProgrammeId = Guid.Empty, Role = Role.Administrator });
            await db.SaveChangesAsync(ct);
        }

        List<DemoAccount> accounts = [];
        foreach (var (role, email, organisation) in await ChooseAsync(db, adminEmail, ct))
        {
            var person = (await people.FindByEmailAsync(email))!;
            // Somebody listed under two roles has one sign-in.
            var known = accounts.Find(a => a.Email == email);
            var password = known?.Password ?? NewPassword();
            person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
            await people.UpdateSecurityStampAsync(person);
            var secret = role == Role.Applicant ? null : known?.TotpSecret ?? Totp.NewSecret();
            if (secret is not null) await TieAppAsync(db, person.Id, secrets.Seal(secret), ct);
            accounts.Add(new(role.ToString(), person.FullName, email, password, person.Language, organisation, secret));
        }

        return accounts;
    }

    static async Task TieAppAsync(GrantFlowDb db, Guid person, string secret, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        await db.Database.ExecuteSqlAsync($"""
            insert into authenticators (person_id, secret, confirmed_at) values ({person}, {secret}, {now})
            on conflict (person_id) do update set secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = 0
            """, ct);
    }

    static async Task<IReadOnlyList<(Role Role, string Email, string Organisation)>> ChooseAsync(GrantFlowDb db, string adminEmail, CancellationToken ct)
    {
        List<(Role, string, string)> chosen = [(Role.Administrator, adminEmail, "")];
        foreach (var programme in await db.Programmes.Where(p => p.Kind == ProgrammeKind.Live).OrderBy(p => p.Key == "csos4progress" ? 0 : 1).ToListAsync(ct))
        {
            var staff = await db.ProgrammeRoles.Where(r => r.ProgrammeId == programme.Id && r.Role != Role.Applicant)
                .Join(db.Users, r => r.PersonId, p => p.Id, (r, p) => new { r.Role, p.Id, p.Email, Open = db.Set<Review>().Count(v => v.ReviewerId == p.Id && v.State == ReviewState.Assigned) })
                .ToListAsync(ct);
            // Two managers: whoever prepares a decision can't approve it. A reviewer with something left to do is the better guide.
            foreach (var group in staff.GroupBy(s => s.Role).OrderBy(g => g.Key))
                chosen.AddRange(group.OrderByDescending(s => s.Open).ThenBy(s => s.Id).Take(group.Key == Role.GrantManager ? 2 : 1)
                    .Select(s => (s.Role, s.Email!, programme.Name.In(programme.DefaultLanguage))));
            chosen.AddRange((await ApplicantsAsync(db, programme, ct)).Select(a => (Role.Applicant, a.Email, a.Organisation)));
        }

        return chosen;
    }

    // One with everything before them, one with a grant under way, one with a draft, and one who writes Russian.
    static async Task<IReadOnlyList<(string Email, string Organisation)>> ApplicantsAsync(GrantFlowDb db, Programme programme, CancellationToken ct)
    {
        var heads = await db.OrganisationPeople.Where(p => p.ProgrammeId == programme.Id && p.Role == OrganisationRole.Head && p.PersonId != null)
            .Join(db.Organisations, p => p.OrganisationId, o => o.Id, (p, o) => new Head(
                p.Email, p.Language, o.Name, o.Id,
                db.Set<Award>().Any(a => a.OrganisationId == o.Id && a.State == AwardState.Active),
                db.Set<Application>().Any(a => a.OrganisationId == o.Id && a.State == ApplicationState.Draft))).ToListAsync(ct);
        heads.Sort((a, b) => a.Id.CompareTo(b.Id));
        var own = programme.DefaultLanguage;
        Head?[] picks =
        [
            heads.LastOrDefault(h => h.Language == own),
            heads.FirstOrDefault(h => h.Grant && h.Language == own) ?? heads.FirstOrDefault(h => h.Grant),
            heads.FirstOrDefault(h => h.Draft && h.Language == own) ?? heads.FirstOrDefault(h => h.Draft),
            heads.FirstOrDefault(h => h.Language == "ru"),
        ];
        return [.. picks.OfType<Head>().Distinct().Select(h => (h.Email, h.Name.In(own)))];
    }

    /// <summary>The head of an organisation, and what they have to show.</summary>
    sealed record Head(string Email, string Language, LocalText Name, Guid Id, bool Grant, bool Draft);

    static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));

    static async Task WriteAsync(string file, Kept kept, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Written beside and moved into place: a full disk leaves no half file.
        await using (var stream = new FileStream($"{file}.new", options)) await JsonSerializer.SerializeAsync(stream, kept, Json, ct);
        File.Move($"{file}.new", file, overwrite: true);
    }
}
