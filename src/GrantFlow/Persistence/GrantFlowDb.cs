using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using GrantFlow.Accounts;
using GrantFlow.Persistence.Sealing;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GrantFlow.Persistence;

/// <summary>The database: every stage maps its nouns by its own <c>IEntityTypeConfiguration</c>; names are snake_case.</summary>
/// <remarks>
/// Concurrency: a noun whose stale write matters has a row version on <c>xmin</c>. Its own migrations are the numbered
/// SQL files beside it; EF Core only reads and writes.
/// </remarks>
public sealed partial class GrantFlowDb(DbContextOptions<GrantFlowDb> options)
    : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // The record is read years later by people and by SQL: a state stands there by its name, never by its place in a list.
    static readonly JsonSerializerOptions FactJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepOffRecord } },
    };

    /// <summary>Set while an activity of a workflow that belongs to one programme works on this context.</summary>
    internal Bounds? Bounds { get; set; }

    // Changes that were saved before the fact they belong to, and the transaction they were saved in.
    (Guid? Of, string? Changes) _unrecorded;

    /// <summary>The record.</summary>
    public DbSet<AuditFact> AuditFacts => Set<AuditFact>();

    /// <summary>What waits for the workflows.</summary>
    public DbSet<QueuedSignal> Signals => Set<QueuedSignal>();

    /// <summary>Who is what in which programme.</summary>
    public DbSet<ProgrammeRole> ProgrammeRoles => Set<ProgrammeRole>();

    /// <summary>What programmes changed in the matrix of rights.</summary>
    public DbSet<RightChange> RightChanges => Set<RightChange>();

    /// <summary>Puts an act on the record; saved with the change it belongs to.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="programmeId">The programme, or null for the service as a whole.</param>
    /// <param name="subject">On what, as <c>kind:id</c>.</param>
    /// <param name="fact">The fact; its type's name is the kind, its members are kept as JSON.</param>
    /// <param name="at">When, UTC.</param>
    public void Record(Actor actor, Guid? programmeId, string subject, object fact, DateTimeOffset at) =>
        Add(new AuditFact
        {
            ProgrammeId = programmeId,
            At = at,
            ActorId = actor.PersonId,
            ActorName = actor.Name,
            Kind = fact.GetType().Name,
            Subject = subject,
            Data = JsonSerializer.Serialize(fact, fact.GetType(), FactJson),
            Origin = Origin.Current.Place,
            Address = Origin.Current.Address,
        });

    /// <summary>Leaves a signal for the workflows; delivered after this transaction commits.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="correlationId">Whom it is addressed to, as <c>kind:id</c>; null is everybody who waits for the name.</param>
    /// <param name="at">Now.</param>
    /// <param name="payload">What it carries, or null.</param>
    /// <param name="key">The same key twice is one signal; null for none.</param>
    public void Signal(string name, string? correlationId, DateTimeOffset at, object? payload = null, string? key = null) =>
        Add(new QueuedSignal
        {
            Name = name,
            CorrelationId = correlationId,
            Payload = payload is null ? null : JsonSerializer.Serialize(payload, payload.GetType(), Json),
            Key = key,
            Hops = Accounts.Origin.Current.Hops,
            DueAt = Accounts.Origin.Current.Rest,
            CreatedAt = at,
        });

    /// <summary>Leaves the start of a workflow; begun after this transaction commits.</summary>
    /// <param name="definitionId">Which workflow.</param>
    /// <param name="correlationId">What it is about, as <c>kind:id</c>; null for nothing in particular.</param>
    /// <param name="at">Now.</param>
    /// <param name="input">An object whose members are the inputs, or null.</param>
    /// <param name="binding">The set of versions that it and its children keep, or null.</param>
    /// <param name="within">The programme whose things alone it may touch; null leaves it to the definition's owner.</param>
    /// <returns>The id the instance will have.</returns>
    public Guid StartWorkflow(string definitionId, string? correlationId, DateTimeOffset at, object? input = null, Guid? binding = null, Guid? within = null)
    {
        var instance = Guid.CreateVersion7();
        Add(new QueuedSignal
        {
            Kind = "start",
            Name = definitionId,
            CorrelationId = correlationId,
            Payload = input is null ? null : JsonSerializer.Serialize(input, input.GetType(), Json),
            InstanceId = instance,
            Binding = binding,
            Within = within,
            Hops = Accounts.Origin.Current.Hops,
            DueAt = Accounts.Origin.Current.Rest,
            CreatedAt = at,
        });
        return instance;
    }

    /// <summary>Lets go of everything loaded and saved so far: what comes next is somebody else's work.</summary>
    public void Forget()
    {
        ChangeTracker.Clear();
        _unrecorded = default;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Facts take along what is changed with them (<see cref="RecordedChanges"/>). Rows that exist once for their key
    /// (<see cref="IKeptOnce"/>) go in last, in the same transaction, those known already passed over; they aren't tracked any longer.
    /// </remarks>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var looks = ChangeTracker.AutoDetectChangesEnabled;
        if (looks) ChangeTracker.DetectChanges();
        Bounds?.Sees(ChangeTracker);
        // Looked once for all of us: every question to the tracker would look again.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var transaction = Database.CurrentTransaction?.TransactionId ?? (Database.AutoTransactionBehavior == AutoTransactionBehavior.Never ? Guid.Empty : null);
            var left = RecordedChanges.Attach(ChangeTracker, _unrecorded.Of == transaction ? _unrecorded.Changes : null, within: transaction is not null);
            var count = await SaveAsync(KeptOnce.Added(ChangeTracker), acceptAllChangesOnSuccess, cancellationToken);
            _unrecorded = (transaction, left);
            return count;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = looks;
        }
    }

    async Task<int> SaveAsync(List<EntityEntry<IKeptOnce>> once, bool acceptAllChangesOnSuccess, CancellationToken ct)
    {
        if (once.Count == 0) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
        await using var own = await OwnTransaction.BeginAsync(this, ct);
        foreach (var row in once) row.State = EntityState.Detached;
        var saved = false;
        try
        {
            var count = await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
            await KeptOnce.InsertAsync(this, once, ct);
            await own.CommitAsync(ct);
            saved = true;
            return count + once.Count;
        }
        finally
        {
            // A save that failed may be tried again, and must then find them where they were.
            if (!saved) foreach (var row in once) row.State = EntityState.Added;
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        configurationBuilder.Properties<decimal>().HavePrecision(18, 2);
        configurationBuilder.Properties<LocalText>().HaveConversion<LocalTextColumn>().HaveColumnType("jsonb");
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(GrantFlowDb).Assembly);
        builder.Entity<AuditFact>(e => { e.ToTable("audit_facts"); e.Property(f => f.Data).HasColumnType("jsonb"); e.Property(f => f.Changes).HasColumnType("jsonb"); });
        builder.Entity<QueuedSignal>(e => { e.ToTable("workflow_signals"); e.Property(s => s.Payload).HasColumnType("jsonb"); });
        builder.Entity<ProgrammeRole>(e => { e.ToTable("programme_roles"); e.HasKey(r => new { r.PersonId, r.ProgrammeId, r.Role }); });
        builder.Entity<Person>(e => { e.ToTable("people"); e.Ignore(p => p.Subject); });
        builder.Entity<IdentityUserPasskey<Guid>>(e => { e.ToTable("passkeys"); e.HasKey(p => p.CredentialId); e.OwnsOne(p => p.Data).ToJson("data"); });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("person_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("person_tokens");
        builder.Entity<IdentityRole<Guid>>().ToTable("identity_roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("identity_person_roles");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("identity_role_claims");
        foreach (var property in builder.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()).SelectMany(e => e.GetProperties()))
            property.SetColumnName(SnakeCase(property.GetColumnName()));
        builder.MapSealed();
    }

    // What tells of a person, or is secret, isn't in a fact's own members either.
    static void KeepOffRecord(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (member.AttributeProvider is not { } attributes) continue;
            if (attributes.IsDefined(typeof(OffRecordAttribute), false) || attributes.IsDefined(typeof(PersonalAttribute), false)
                || attributes.IsDefined(typeof(SealedAttribute), false))
                member.ShouldSerialize = static (_, _) => false;
        }
    }

    static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}

/// <summary>Keeps a text in the programme's languages as one jsonb column.</summary>
sealed class LocalTextColumn() : ValueConverter<LocalText, string>(
    text => JsonSerializer.Serialize(text, JsonSerializerOptions.Default),
    json => JsonSerializer.Deserialize<LocalText>(json, JsonSerializerOptions.Default) ?? LocalText.Empty);
