using GrantFlow.Designer;
using GrantFlow.Web.Language;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Says in the reader's language what an instance is about.</summary>
static class SubjectWords
{
    /// <summary>Kind, number and title; null where nothing is known.</summary>
    public static string? Of(SubjectName? name, Texts texts)
    {
        if (name is null) return null;
        var title = name.Title.In(texts.Language);
        var numbered = $"{name.Number} {title}".Trim();
        return name.Kind switch
        {
            "organisation" => texts["workflows.kind.organisation", numbered],
            "cohort" => texts["workflows.kind.cohort", title],
            "competition" => texts["workflows.kind.competition", title],
            "application" => texts["workflows.kind.application", numbered],
            "award" => texts["workflows.kind.award", numbered],
            "report" => texts["workflows.kind.report", numbered],
            "visit" => texts["workflows.kind.visit", numbered],
            _ => numbered,
        };
    }
}
