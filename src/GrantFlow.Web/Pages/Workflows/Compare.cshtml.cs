using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Two versions of a definition side by side, in the drawing's words.</summary>
[Does(Act.SeeDesigns)]
sealed class ComparePage(GrantFlowDb db, IWorkflowStore store, ActivityCatalogue catalogue) : FlowPage
{
    /// <summary>Which definition; empty offers a choice.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    /// <summary>The older version.</summary>
    [BindProperty(SupportsGet = true)]
    public int? From { get; set; }

    /// <summary>The newer version.</summary>
    [BindProperty(SupportsGet = true)]
    public int? To { get; set; }

    /// <summary>The newest version of each definition that the reader may see.</summary>
    public IReadOnlyList<DesignVersion> Definitions { get; private set; } = [];

    /// <summary>What was compared.</summary>
    public VersionsCompared? Compared { get; private set; }

    /// <summary>Compares, or offers definitions.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Definition))
        {
            Definitions = [.. (await DesignVersions.OfAsync(db, Actor, null, ct)).DistinctBy(d => d.DefinitionId)];
            return Page();
        }

        if (!(await CompareVersions.Execute(db, Actor, store, catalogue, Definition, From, To, ct)).Allows(out var compared, out var refusal)) return Refused(refusal);
        Compared = compared;
        return Page();
    }

    /// <summary>A version as the chooser names it.</summary>
    public static string Name(Texts texts, DesignVersion version) =>
        version.PublishedAt is null ? texts["compare.draft", version.Version]
        : version.IsPublished ? texts["compare.published", version.Version]
        : texts["compare.version", version.Version];

    /// <summary>A value in the reader's words.</summary>
    public static string Told(Texts texts, ComparedValue value) => value.Kind switch
    {
        ComparedKind.Nothing => "—",
        ComparedKind.Yes => texts["word.yes"],
        ComparedKind.No => texts["word.no"],
        ComparedKind.Variable => texts["compare.variable", value.Text],
        ComparedKind.Input => texts["compare.input", value.Text],
        ComparedKind.Script => texts["compare.script", value.Text],
        ComparedKind.Text => texts.Drawn(value.Text),
        ComparedKind.Structure => value.Text,
    };

    /// <summary>A property's name in the reader's language where it is one that every activity has; else as the designer names it.</summary>
    public static string Property(Texts texts, string name) => texts.Find($"compared.{name.ToLowerInvariant().Replace(' ', '-')}", texts.Drawn(name));

    /// <summary>The word for a difference.</summary>
    public static string Word(Texts texts, Difference difference) => difference switch
    {
        Difference.Added => texts["compare.added"],
        Difference.Removed => texts["compare.removed"],
        Difference.Changed => texts["compare.changed"],
    };

    /// <summary>The pill's colour for a difference.</summary>
    public static string Pill(Difference difference) => difference switch
    {
        Difference.Added => "status status-good",
        Difference.Removed => "status status-bad",
        Difference.Changed => "status status-wait",
    };
}
