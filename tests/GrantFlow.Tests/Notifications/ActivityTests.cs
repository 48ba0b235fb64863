using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class ActivityTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly DateTimeOffset Now = DateTimeOffset.Parse("2027-03-01T08:00Z", CultureInfo.InvariantCulture);

    readonly Guid _programme = Guid.CreateVersion7();
    readonly string _subject = $"award:{Guid.CreateVersion7()}";
    readonly FakeClock _clock = new(Now);

    [Fact]
    public async Task Asking_a_role_gives_a_task_mails_its_people_and_waits_for_their_answer()
    {
        var person = await Staff(Role.Finance, "ru");

        var outcome = await Ask(Inputs(("Role", "Finance")));

        var task = (await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync())).Single();
        (task.State, task.Role, task.Title, task.DueAt).Should().Be((TaskState.Open, Role.Finance, "Release the tranche", new DateTimeOffset(2027, 3, 8, 14, 0, 0, TimeSpan.Zero)));
        outcome.Waits.Should().ContainSingle().Which.Should().Be(Wait.ThenAgain("TaskDone", task.Subject));
        var mail = (await Read(db => db.Mails.Where(m => m.SubjectRef == task.Subject).ToListAsync())).Single();
        (mail.ReceiverEmail, mail.Language, mail.Kind).Should().Be((person.Email!, "ru", "task-assigned"));
        mail.TextBody.Should().Contain($"/tasks/{task.Id}").And.Contain("8 марта 2027 года, 18:00");
    }

    [Fact]
    public async Task The_same_run_repeated_asks_once()
    {
        await Staff(Role.Finance, "en");

        await Ask(Inputs(("Role", "Finance")));
        await Ask(Inputs(("Role", "Finance")));

        var tasks = await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync());
        (await Read(db => db.Mails.CountAsync(m => m.SubjectRef == tasks.Single().Subject))).Should().Be(1);
    }

    [Fact]
    public async Task An_answer_ends_the_reminders_and_goes_on_by_the_outcome_chosen()
    {
        var person = await Staff(Role.Finance, "en");
        await Ask(Inputs(("Role", "Finance")));
        var task = (await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync())).Single();

        var verdict = await Complete(task.Id, ActorOf(person), "Approve", "looks right");

        verdict.Allows(out var done, out _).Should().BeTrue();
        done!.Outcome.Should().Be("Approve");
        var signal = (await Read(db => db.Signals.Where(s => s.CorrelationId == task.Subject).ToListAsync())).Single();
        (signal.Name, JsonElement.Parse(signal.Payload!).GetProperty("outcome").GetString()).Should().Be(("TaskDone", "Approve"));
        (await Read(db => db.Deadlines.Where(d => d.SubjectRef == task.Subject).ToListAsync())).Single().State.Should().Be(DeadlineState.Met);

        var resumed = await Ask(Inputs(("Role", "Finance")), new Resumption("TaskDone", JsonElement.Parse(signal.Payload!)));
        resumed.Ports.Should().Equal("Approve");
        resumed.Outputs.Should().Contain("Note", "looks right");
    }

    [Fact]
    public async Task Only_who_is_asked_may_answer_once_and_with_what_is_offered()
    {
        var person = await Staff(Role.Finance, "en");
        var other = await Staff(Role.Reviewer, "en");
        await Ask(Inputs(("Role", "Finance")));
        var task = (await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync())).Single();

        Refused(await Complete(task.Id, ActorOf(other, Role.Reviewer), "Approve")).Should().Be(Refusal.Forbidden);
        Refused(await Complete(task.Id, ActorOf(person), "Perhaps")).Should().Be(CompleteTask.UnknownOutcome);
        Refused(await Complete(Guid.CreateVersion7(), ActorOf(person), "Approve")).Should().Be(Refusal.NotFound);
        (await Complete(task.Id, ActorOf(person), "Approve")).Allows(out _, out _).Should().BeTrue();
        Refused(await Complete(task.Id, ActorOf(person), "Return")).Should().Be(CompleteTask.NotOpen);
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_is_heard()
    {
        var person = await Staff(Role.Finance, "en");
        await Ask(Inputs(("Role", "Finance")));
        var task = (await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync())).Single();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Complete(task.Id, ActorOf(person), i % 2 == 0 ? "Approve" : "Return")));

        verdicts.Count(v => v.Allows(out _, out _)).Should().Be(1);
        (await Read(db => db.Signals.CountAsync(s => s.CorrelationId == task.Subject))).Should().Be(1);
    }

    [Fact]
    public async Task A_task_left_undone_is_reminded_of_and_escalated()
    {
        await Staff(Role.Finance, "en");
        var chief = await Staff(Role.Administrator, "hy");
        await Ask(Inputs(("Role", "Finance")));
        var task = (await Read(db => db.Tasks.Where(t => t.SubjectRef == _subject).ToListAsync())).Single();

        for (var day = 1; day < 20; day++)
        {
            _clock.SetTo(Now.AddDays(day));
            await using var db = database.Open();
            await SweepDeadlines.Execute(db, _clock, NullLogger.Instance);
        }

        var mails = await Read(db => db.Mails.Where(m => m.SubjectRef == task.Subject).OrderBy(m => m.CreatedAt).ToListAsync());
        mails.Select(m => m.Kind).Should().Equal("task-assigned", "task-reminder", "task-reminder", "escalation");
        mails[^1].ReceiverEmail.Should().Be(chief.Email);
        mails[^1].Title.Should().Be("Ժամկետանց՝ Bright & Free — առաջադրանք");
    }

    [Fact]
    public async Task A_message_reaches_each_contact_in_their_language_once()
    {
        var inputs = new Dictionary<string, object?> { ["Template"] = "report-accepted", ["Values"] = JsonElement.Parse("""{"report":"Q1"}""") };

        for (var i = 0; i < 2; i++) (await Send(inputs)).Ports.Should().Equal("Done");

        (await Read(db => db.Mails.Where(m => m.SubjectRef == _subject).OrderBy(m => m.Language).Select(m => m.Language).ToListAsync())).Should().Equal("hy", "ky");
        (await Send(new() { ["Template"] = "report-accepted", ["To"] = "Reviewers", ["Values"] = inputs["Values"] })).Ports.Should().Equal("Nobody");
    }

    [Fact]
    public async Task A_definition_can_set_a_date_of_its_own()
    {
        var inputs = new Dictionary<string, object?>
        {
            ["Kind"] = "report",
            ["Ladder"] = "report",
            ["Day"] = "2027-05-01",
            ["Hour"] = "12:00",
            ["Values"] = JsonElement.Parse("""{"report":"Q1"}"""),
        };
        await using var db = database.Open();

        var outcome = await new SetDeadlineActivity(db, Directory(db)).RunAsync(Run(inputs), CancellationToken.None);
        await db.SaveChangesAsync();

        outcome.Outputs["DueAt"].Should().Be(DateTimeOffset.Parse("2027-05-01T08:00Z", CultureInfo.InvariantCulture));
        (await Read(d => d.Deadlines.Where(x => x.SubjectRef == _subject).ToListAsync())).Single().Holders.Should().HaveCount(2);
    }

    [Fact]
    public void The_palette_describes_all_three() => new ActivityCatalogue()
        .Add<AskPersonActivity>().Add<SendMessageActivity>().Add<SetDeadlineActivity>().Descriptors.Values
        .Should().OnlyContain(d => d.Category == "Everywhere" && d.Inputs.All(i => i.TypeName != "Dictionary`2"));

    async Task<Outcome> Ask(Dictionary<string, object?> inputs, Resumption? resumption = null)
    {
        await using var db = database.Open();
        var outcome = await new AskPersonActivity(db, Directory(db)).RunAsync(Run(inputs) with { Resumption = resumption }, CancellationToken.None);
        await db.SaveChangesAsync();
        return outcome;
    }

    async Task<Outcome> Send(Dictionary<string, object?> inputs)
    {
        await using var db = database.Open();
        var outcome = await new SendMessageActivity(db, Directory(db)).RunAsync(Run(inputs), CancellationToken.None);
        await db.SaveChangesAsync();
        return outcome;
    }

    async Task<Verdict<TaskCompleted>> Complete(Guid id, Actor actor, string outcome, string? note = null)
    {
        await using var db = database.Open();
        return await CompleteTask.Execute(db, actor, id, new(outcome, note), _clock);
    }

    async Task<Person> Staff(Role role, string language)
    {
        await using var db = database.Open();
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var person = new Person { UserName = email, Email = email, NormalizedEmail = email.ToUpperInvariant(), FullName = "Finance", Language = language };
        db.Add(person);
        db.Add(new ProgrammeRole { PersonId = person.Id, ProgrammeId = _programme, Role = role });
        await db.SaveChangesAsync();
        return person;
    }

    async Task<T> Read<T>(Func<GrantFlowDb, Task<T>> read)
    {
        await using var db = database.Open();
        return await read(db);
    }

    ActivityRun Run(Dictionary<string, object?> inputs) => new(Guid.CreateVersion7(), _subject, "a1", $"run:{_subject}", inputs, Now, null);

    static Dictionary<string, object?> Inputs(params (string Name, object? Value)[] more) => new(
        more.Select(m => KeyValuePair.Create(m.Name, m.Value))
            .Append(KeyValuePair.Create<string, object?>("Title", "Release the tranche"))
            .Append(KeyValuePair.Create<string, object?>("Outcomes", new[] { "Approve", "Return" })));

    Actor ActorOf(Person person, Role role = Role.Finance) =>
        new(person.Id, person.FullName, new[] { (_programme, role) }.ToFrozenSet(), FrozenDictionary<Guid, GrantFlow.Organisations.OrganisationRole>.Empty);

    static Refusal? Refused(Verdict<TaskCompleted> verdict) => verdict.Allows(out _, out var refusal) ? null : refusal;

    SubjectDirectory Directory(GrantFlowDb db) => new(db, [new Awards(_programme)]);

    sealed class Awards(Guid programme) : IReceivers
    {
        public IReadOnlyCollection<string> Kinds => ["award"];

        public Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Receiver>>(role == HolderRole.Contacts ? [SomeMail.Receiver("hy"), SomeMail.Receiver("ky"), SomeMail.Receiver("hy")] : []);

        public Task<SubjectCard?> DescribeAsync(string subject, CancellationToken ct) => Task.FromResult<SubjectCard?>(
            new(programme, "Asia/Yerevan", new Dictionary<string, string> { ["organisation"] = "Bright & Free", ["link"] = "/awards/1" }));
    }
}
