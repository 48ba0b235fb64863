using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Forms;

/// <summary>What a form is for.</summary>
public enum FormPurpose
{
    /// <summary>The entrance questionnaire.</summary>
    Profile,

    /// <summary>An application to a competition.</summary>
    Application,
}

/// <summary>How a question is answered.</summary>
public enum QuestionKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Several lines.</summary>
    LongText,

    /// <summary>A whole number from 0.</summary>
    Number,

    /// <summary>An amount in the programme's currency, with at most two decimals.</summary>
    Amount,

    /// <summary>A day, as yyyy-MM-dd.</summary>
    Date,

    /// <summary>One of the choices, by code.</summary>
    Choice,

    /// <summary>Some of the choices, codes parted by semicolons.</summary>
    Choices,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,
}

/// <summary>One choice of a question.</summary>
/// <param name="Code">Kept in the answer.</param>
/// <param name="Label">Shown.</param>
public sealed record Choice(string Code, LocalText Label);

/// <summary>One question of a form.</summary>
/// <param name="Code">Unique in the form; lasting.</param>
/// <param name="Label">The question.</param>
/// <param name="Kind">How it is answered.</param>
/// <param name="Required">An answer must be there on submission.</param>
/// <param name="MaxLength">The most characters as people count them (graphemes); 0 is no limit.</param>
/// <param name="Choices">For choices; empty otherwise.</param>
/// <param name="Section">The heading it stands under, or null.</param>
public sealed record Question(
    string Code,
    LocalText Label,
    QuestionKind Kind,
    bool Required,
    int MaxLength,
    IReadOnlyList<Choice> Choices,
    LocalText? Section = null);

/// <summary>One version of a form; a published version never changes, answers keep theirs.</summary>
public sealed class Form
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>What it is for.</summary>
    public FormPurpose Purpose { get; init; }

    /// <summary>Counts from 1 in the programme and purpose.</summary>
    public int Version { get; init; }

    /// <summary>The questions, in the order asked.</summary>
    public IReadOnlyList<Question> Questions { get; init; } = [];

    /// <summary>When it was published, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

sealed class FormMap : IEntityTypeConfiguration<Form>
{
    public void Configure(EntityTypeBuilder<Form> builder)
    {
        builder.ToTable("forms");
        builder.Property(f => f.Questions).IsJson();
    }
}
