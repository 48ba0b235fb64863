using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Organisations;

/// <summary>Organisations, their people and their profiles.</summary>
public static class OrganisationsStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Organisations.</summary>
        public DbSet<Organisation> Organisations => db.Set<Organisation>();

        /// <summary>Organisations' people.</summary>
        public DbSet<OrganisationPerson> OrganisationPeople => db.Set<OrganisationPerson>();

        /// <summary>Profiles.</summary>
        public DbSet<Profile> Profiles => db.Set<Profile>();
    }

    /// <summary>Registers the stage's activities.</summary>
    public static IServiceCollection AddOrganisations(this IServiceCollection services) =>
        services
            .AddActivity<InviteToProfileActivity>()
            .AddActivity<WaitForProfileActivity>();
}
