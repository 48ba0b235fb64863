using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Those who hold trainings and seminars, and those who come.</summary>
sealed class EventPeople(Theatre theatre, EventsPlan plan)
{
    // One in five is open to everybody; the rest are for the entitled (K10.2).
    const int EveryOpen = 5;

    readonly Dictionary<int, int> _times = [];

    /// <summary>Enters the topics and plans all events.</summary>
    public async Task PlanAsync(CancellationToken ct)
    {
        var manager = theatre.With("GrantManager")[0].Person.Actor;
        Dictionary<string, Guid> topics = [];
        foreach (var topic in plan.Topics)
        {
            var added = await theatre.DoAsync($"topic:{topic.Code}", (db, c) =>
                AddTopic.Execute(db, manager, theatre.Programme.Id, new AddTopic.Request(topic.Code, topic.Name), theatre.Clock, c), ct);
            if (added is not null) topics[topic.Code] = added.TopicId;
        }

        var sizes = Sizes();
        var regions = theatre.Dice("regions").Shuffle(plan.Venues.Keys.Order(StringComparer.Ordinal));
        var days = plan.Until.DayNumber - plan.From.DayNumber;
        for (var n = 0; n < plan.Count; n++)
        {
            var key = $"event:{n + 1:D3}";
            var day = WorkingDay(plan.From.AddDays((int)((long)days * n / plan.Count) + theatre.Dice(key).Between(0, 4)));
            var held = new Held(n + 1, key, plan.Topics[n % plan.Topics.Count], regions[n % regions.Count], day, sizes[n], (n + 1) % EveryOpen != 0);
            if (topics.TryGetValue(held.Topic.Code, out var topic)) Plan(held, topic);
        }
    }

    void Plan(Held held, Guid topic)
    {
        var manager = theatre.One("GrantManager", held.Key).Person.Actor;
        var kind = held.Topic.Code == "exchange" ? CapacityEventKind.ExchangeVisit : held.Number % 4 == 0 ? CapacityEventKind.Workshop : CapacityEventKind.Seminar;
        var announced = theatre.OfficeHour(held.Day.AddDays(-21), $"{held.Key}:announce", theatre.Now);
        theatre.Plan(announced, $"{held.Key}:announce", async (db, ct) =>
        {
            var request = new RecordCapacityEvent.Request(kind, topic, held.Topic.Name, held.Day, held.Region, EntitlementRequired: held.ForEntitled);
            var verdict = await RecordCapacityEvent.Execute(db, manager, theatre.Programme.Id, request, theatre.Clock, ct);
            if (verdict.Allows(out var fact, out _))
            {
                theatre.Plan(theatre.AtLocal(held.Day.ToDateTime(new TimeOnly(17, 45))), $"{held.Key}:sheet", async (d, c) => await RecordAttendance.Execute(
                    d, manager, fact.CapacityEventId, new RecordAttendance.Request(await SheetAsync(d, held, c)), theatre.Clock, c));
            }

            return verdict;
        });
    }

    async Task<List<RecordAttendance.Participant>> SheetAsync(GrantFlowDb db, Held held, CancellationToken ct)
    {
        var dice = theatre.Dice(held.Key);
        var entitled = held.ForEntitled ? await EntitledAsync(db, held.Day, ct) : null;
        // Those who were least often asked come first, and of them those who live near.
        var coming = theatre.Companies
            .Where(c => entitled is null || entitled.Contains(c.Id))
            .OrderBy(c => _times.GetValueOrDefault(c.Number) + (c.Facts.Region == held.Region ? 0 : 1.2) + (dice.For(c.Key).Fraction() * 0.9))
            .ThenBy(c => c.Number)
            .ToList();
        List<RecordAttendance.Participant> sheet = [];
        for (var round = 0; round < 3 && sheet.Count < held.Size; round++)
        {
            foreach (var company in coming)
            {
                if (sheet.Count == held.Size) break;
                // Most send one person, some a second; a third only where chairs would stay empty.
                if (round == 0 && sheet.Count > held.Size * 2 / 3 && _times.GetValueOrDefault(company.Number) > 0) break;
                sheet.Add(Participant(company, held, round));
                _times[company.Number] = _times.GetValueOrDefault(company.Number) + 1;
            }
        }

        return sheet;
    }

    static RecordAttendance.Participant Participant(Company company, Held held, int round)
    {
        OrganisationRole[] order = held.Topic.Code == "finance"
            ? [OrganisationRole.Finance, OrganisationRole.Head, OrganisationRole.Editor]
            : [OrganisationRole.Editor, OrganisationRole.Head, OrganisationRole.Finance];
        var role = order[round];
        var person = company.People[role];
        return new(person.Name, company.Id, person.Mail, person.Woman ? "f" : "m", Phrases.Position(company.Language, role.ToString()));
    }

    async Task<HashSet<Guid>> EntitledAsync(GrantFlowDb db, DateOnly day, CancellationToken ct)
    {
        var end = theatre.Programme.EndOf(day);
        return await db.Entitlements.AsNoTracking()
            .Where(e => e.State == EntitlementState.Granted && e.ValidFrom <= end && end <= e.ValidTo)
            .Select(e => e.OrganisationId)
            .ToHashSetAsync(ct);
    }

    /// <summary>How many come to each: about the mean, and together exactly what was planned.</summary>
    List<int> Sizes()
    {
        var dice = theatre.Dice("sizes");
        var mean = (double)plan.Attendances / plan.Count;
        var sizes = Enumerable.Range(0, plan.Count).Select(_ => (int)Math.Round(mean * (0.7 + (dice.Fraction() * 0.6)))).ToList();
        for (var n = 0; sizes.Sum() != plan.Attendances; n = (n + 1) % sizes.Count) sizes[n] += Math.Sign(plan.Attendances - sizes.Sum());
        return sizes;
    }

    static DateOnly WorkingDay(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(3),
        DayOfWeek.Sunday => day.AddDays(2),
        DayOfWeek.Monday => day.AddDays(1),
        _ => day,
    };

    sealed record Held(int Number, string Key, NamedCode Topic, string Region, DateOnly Day, int Size, bool ForEntitled);
}
