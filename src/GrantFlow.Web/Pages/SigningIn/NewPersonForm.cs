using GrantFlow.Accounts;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>What somebody new says of themselves.</summary>
/// <param name="Name">As they write it.</param>
/// <param name="Language">hy, ky, ru or en; null takes the page's.</param>
/// <param name="Password">Never shown again.</param>
sealed record NewPersonForm(string? Name, string? Language, string? Password)
{
    /// <summary>As the use cases take it.</summary>
    public CompleteRegistration.Request Request => new(Name?.Trim() ?? "", Language ?? "", Password ?? "");
}
