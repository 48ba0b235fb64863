using System.Globalization;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Simulation;

/// <summary>What the troupes of a play share: the clock, the dice, the diary, the cast, and the one way to act.</summary>
sealed class Theatre(IServiceProvider services, SimulationClock clock, Dice dice, TextWriter progress)
{
    readonly Dictionary<Guid, Company> _companies = [];
    readonly SortedDictionary<string, (int Times, string First)> _refused = new(StringComparer.Ordinal);

    /// <summary>The host's services, on the run's database and the play's clock.</summary>
    public IServiceProvider Services => services;

    /// <summary>The play's clock.</summary>
    public SimulationClock Clock => clock;

    /// <summary>What people mean to do.</summary>
    public Diary Diary { get; } = new();

    /// <summary>The programme played.</summary>
    public Programme Programme { get; set; } = null!;

    /// <summary>Who runs it.</summary>
    public IReadOnlyList<StaffPlayer> Staff { get; set; } = [];

    /// <summary>How people are.</summary>
    public required Character Character { get; init; }

    /// <summary>The organisations, by number.</summary>
    public IEnumerable<Company> Companies => _companies.Values.OrderBy(c => c.Number);

    /// <summary>Refusals met, by code: how often, and the first act that met it.</summary>
    public IReadOnlyDictionary<string, (int Times, string First)> Refused => _refused;

    /// <summary>The instant it is.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The day it is in the programme's zone.</summary>
    public DateOnly Today => Programme.DayOf(Now);

    /// <summary>Dice for one decision.</summary>
    public Dice Dice(string key) => dice.For(key);

    /// <summary>The organisation of that id, or null when it isn't of this play.</summary>
    public Company? CompanyOf(Guid organisation) => _companies.GetValueOrDefault(organisation);

    /// <summary>Brings an organisation into the play.</summary>
    public void Add(Company company) => _companies.Add(company.Id, company);

    /// <summary>The staff of a role, in the scenario's order.</summary>
    public IReadOnlyList<StaffPlayer> With(string role) => [.. Staff.Where(s => s.Member.Role == role)];

    /// <summary>One of the staff of a role, the same for the same key.</summary>
    public StaffPlayer One(string role, string key)
    {
        var able = With(role);
        return able.Count == 1 ? able[0] : Dice($"who:{key}").Pick(able);
    }

    /// <summary>The member of staff with that account, or null.</summary>
    public StaffPlayer? StaffOf(Guid person) => Staff.FirstOrDefault(s => s.Person.Actor.PersonId == person);

    /// <summary>An instant in office hours some working days from now.</summary>
    /// <param name="days">Days from today; weekends are passed over afterwards.</param>
    /// <param name="key">Names the occasion: the hour differs by it.</param>
    public DateTimeOffset InOffice(double days, string key) => OfficeHour(Programme.DayOf(Now.AddDays(days)), key, Now);

    /// <summary>An instant in office hours on a day, or the next working day.</summary>
    /// <param name="day">In the programme's zone.</param>
    /// <param name="key">Names the occasion: the hour differs by it.</param>
    /// <param name="notBefore">A day on which that hour is past is passed over.</param>
    public DateTimeOffset OfficeHour(DateOnly day, string key, DateTimeOffset notBefore)
    {
        var minute = Dice($"hour:{key}").Between(9 * 60 + 5, 17 * 60 + 40);
        while (true)
        {
            var at = AtLocal(day.ToDateTime(new TimeOnly(minute / 60, minute % 60)));
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at >= notBefore) return at;
            day = day.AddDays(1);
        }
    }

    /// <summary>When an organisation answers something that is due: the punctual early, the others towards the end, a few too late.</summary>
    /// <param name="due">The last instant that counts.</param>
    /// <param name="company">Who answers.</param>
    /// <param name="key">Names the occasion.</param>
    /// <param name="late">Share of answers that come up to three weeks late.</param>
    public DateTimeOffset ReplyAt(DateTimeOffset due, Company company, string key, double late = 0)
    {
        var dice = Dice($"reply:{key}");
        if (Mishap(dice, late * (1.6 - company.Punctuality))) return OfficeHour(Programme.DayOf(due.AddDays(dice.Between(1, 21))), key, Now);
        var share = Math.Min(0.15 + ((1 - company.Punctuality) * 0.6) + (dice.Fraction() * 0.25), 0.97);
        var at = OfficeHour(Programme.DayOf(Now + ((due - Now) * share)), key, Now);
        return at < due ? at : due.AddMinutes(-dice.Between(5, 600)) is var last && last > Now ? last : Now.AddMinutes(1);
    }

    /// <summary>Whether something goes wrong that goes wrong as often as told where things go as a rule.</summary>
    public bool Mishap(Dice dice, double share) => dice.Chance(share * Character.Mishaps);

    /// <summary>The instant of a local time in the programme's zone.</summary>
    public DateTimeOffset AtLocal(DateTime local) => new DateTimeOffset(local, Programme.Zone.GetUtcOffset(local)).ToUniversalTime();

    /// <summary>Plans an act of somebody.</summary>
    public void Plan<T>(DateTimeOffset at, string key, Func<GrantFlowDb, CancellationToken, Task<Verdict<T>>> act)
        where T : notnull =>
        Diary.Plan(at, key, ct => DoAsync(key, act, ct));

    /// <summary>Acts now, in a context of its own.</summary>
    /// <returns>The fact, or null when it was refused; refusals are counted.</returns>
    public async Task<T?> DoAsync<T>(string key, Func<GrantFlowDb, CancellationToken, Task<Verdict<T>>> act, CancellationToken ct)
        where T : notnull
    {
        await using var scope = services.CreateAsyncScope();
        var verdict = await act(scope.ServiceProvider.GetRequiredService<GrantFlowDb>(), ct);
        if (verdict.Allows(out var fact, out var refusal)) return fact;
        _refused[refusal.Code] = _refused.TryGetValue(refusal.Code, out var before) ? before with { Times = before.Times + 1 } : (1, key);
        return default;
    }

    /// <summary>Reads, in a context of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<GrantFlowDb, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<GrantFlowDb>());
    }

    /// <summary>Says how far the play is.</summary>
    public void Say(string line) =>
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Programme.DayOf(Now):yyyy-MM-dd}  {line}"));
}

/// <summary>People of one trade: told what has happened, they plan what they do about it.</summary>
interface ITroupe
{
    /// <summary>The kinds of subject they care for.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Whether they look when a fact of this kind is on record; empty is a date or task that was set.</summary>
    bool Heeds(string fact) => true;

    /// <summary>Something happened to a subject: look at it, and plan.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="id">The subject's id.</param>
    /// <param name="ct">Cancels.</param>
    Task LookAsync(string kind, Guid id, CancellationToken ct);
}
