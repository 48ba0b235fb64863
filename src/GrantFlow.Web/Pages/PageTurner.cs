namespace GrantFlow.Web.Pages;

/// <summary>Where a list stands among its pages.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Total">Rows in all.</param>
/// <param name="Rows">Rows a page.</param>
sealed record PageTurner(int Number, int Total, int Rows)
{
    /// <summary>The last page's number.</summary>
    public int Last => Math.Max(1, (Total + Rows - 1) / Rows);

    /// <summary>The same address with another page's number.</summary>
    public static string To(HttpRequest request, int number) =>
        request.Path + QueryString.Create(request.Query.Where(q => q.Key != "number").Append(new("number", $"{number}")));
}
