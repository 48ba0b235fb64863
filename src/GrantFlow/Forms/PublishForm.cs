using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Forms;

/// <summary>A version of a form was published.</summary>
public sealed record FormPublished(Guid FormId, FormPurpose Purpose, int Version);

/// <summary>A grant manager publishes the next version of a form; answers already begun keep theirs.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>form-empty</c>, <c>question-code-twice</c>, <c>choices-missing</c>.</remarks>
public static class PublishForm
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Purpose">What the form is for.</param>
    /// <param name="Questions">In the order asked.</param>
    public sealed record Request(FormPurpose Purpose, [Required, MinLength(1)] IReadOnlyList<Question> Questions);

    internal static readonly Refusal Empty = new("form-empty", "A form asks at least one question.", nameof(Request.Questions));
    internal static readonly Refusal CodeTwice = new("question-code-twice", "Two questions have one code.", nameof(Request.Questions));
    internal static readonly Refusal ChoicesMissing = new("choices-missing", "A question of choice offers at least two.", nameof(Request.Questions));

    /// <summary>Publishes the version.</summary>
    public static async Task<Verdict<FormPublished>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.PublishForm, programmeId)) return Refusal.Forbidden;
        var last = await db.Forms.Where(f => f.ProgrammeId == programmeId && f.Purpose == request.Purpose).MaxAsync(f => (int?)f.Version, ct);
        var form = new Form
        {
            ProgrammeId = programmeId,
            Purpose = request.Purpose,
            Version = (last ?? 0) + 1,
            Questions = request.Questions,
            CreatedAt = clock.GetUtcNow(),
        };
        if (!Decide(form).Allows(out var fact, out var refusal)) return refusal;
        db.Add(form);
        db.Record(actor, programmeId, $"form:{form.Id}", fact, form.CreatedAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<FormPublished> Decide(Form form)
    {
        if (form.Questions.Count == 0) return Empty;
        if (form.Questions.DistinctBy(q => q.Code).Count() < form.Questions.Count) return CodeTwice;
        if (form.Questions.Any(q => q.Kind is QuestionKind.Choice or QuestionKind.Choices && q.Choices.Count < 2)) return ChoicesMissing;
        return new FormPublished(form.Id, form.Purpose, form.Version);
    }
}
