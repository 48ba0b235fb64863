using GrantFlow.Accounts;
using GrantFlow.Persistence;

namespace GrantFlow.Web.Pages.Acts;

/// <summary>What every use case takes along.</summary>
/// <param name="Db">The request's database context.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Clock">The time.</param>
/// <param name="Ct">Ends with the request.</param>
readonly record struct Work(GrantFlowDb Db, Actor Actor, TimeProvider Clock, CancellationToken Ct);
