using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

public readonly record struct ImportProfileId(Guid Value) : IGuidId<ImportProfileId>
{
    public static ImportProfileId Create(Guid value) => new(value);

    public static ImportProfileId New() => new(Guid.CreateVersion7());
}

/// <summary>
/// How lists with the same headers are read: what each column means, and the source and words of the proof. The time and the reference
/// of a proof are about one list and are not remembered.
/// </summary>
public sealed class ImportProfile : ITenantOwned
{
    public const int NameLength = 100;

    private ImportProfile()
    {
    }

    public TenantId TenantId { get; private set; }

    public ImportProfileId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Of the headers, in their order and without regard to case.</summary>
    public string HeaderKey { get; private set; } = "";

    public string PlanJson { get; private set; } = "";

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UsedAt { get; private set; }

    internal static ImportProfile Create(TenantId tenant, string name, ImportPlan plan, string by, DateTimeOffset now)
    {
        var profile = new ImportProfile { TenantId = tenant, Id = ImportProfileId.New(), Name = name, CreatedBy = by, CreatedAt = now };
        profile.Keep(plan, now);
        return profile;
    }

    internal void Keep(ImportPlan plan, DateTimeOffset now)
    {
        var remembered = plan with { Tags = null, Proof = plan.Proof is { } proof ? proof with { AgreedAt = null, Proof = null, EveryoneAgreed = false } : null };
        (HeaderKey, PlanJson, UsedAt) = (KeyOf([.. plan.Columns.Select(c => c.Header)]), JsonSerializer.Serialize(remembered), now);
    }

    internal void Rename(string name) => Name = name;

    /// <summary>The plan, with headers as this file writes them.</summary>
    internal ImportPlan? PlanFor(IReadOnlyList<string> headers)
    {
        var plan = JsonSerializer.Deserialize<ImportPlan>(PlanJson);
        return plan is null || plan.Columns.Count != headers.Count ? null : plan with { Columns = [.. plan.Columns.Select((c, i) => c with { Header = headers[i] })] };
    }

    internal static string KeyOf(IReadOnlyList<string> headers) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', headers.Select(h => h.Trim().ReplaceLineEndings(" ").ToUpperInvariant())))));
}

/// <summary>A profile as pages list it.</summary>
public sealed record ImportProfileSummary(ImportProfileId Id, string Name, IReadOnlyList<ColumnMapping> Columns, string CreatedBy, DateTimeOffset UsedAt);

/// <summary>Remembers how lists are read, by a name.</summary>
public sealed class ImportProfiles(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>All profiles, by name.</summary>
    public async Task<IReadOnlyList<ImportProfileSummary>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var profiles = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<ImportProfile>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(t), token);
        return [.. profiles.Select(p => new ImportProfileSummary(p.Id, p.Name, JsonSerializer.Deserialize<ImportPlan>(p.PlanJson)!.Columns, p.CreatedBy, p.UsedAt))];
    }

    /// <summary>Keeps a plan under a name; one of the same name is replaced.</summary>
    public async Task<ImportStepResult> SaveAsync(Actor actor, string name, ImportPlan plan, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (Checked(name) is not { } good)
            return BadName;
        await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var profile = await db.Set<ImportProfile>().FirstOrDefaultAsync(p => p.Name == good, inner);
            if (profile is null)
                db.Add(profile = ImportProfile.Create(actor.Tenant, good, plan, actor.Name, clock.GetUtcNow()));
            else
                profile.Keep(plan, clock.GetUtcNow());
            audit.Record(db, actor, "import.profile_saved", profile.Id.Value.ToString());
        }, token);
        return ImportStepResult.Done;
    }

    public async Task<ImportStepResult> RenameAsync(Actor actor, ImportProfileId id, string name, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (Checked(name) is not { } good)
            return BadName;
        return await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var profile = await db.Set<ImportProfile>().FirstOrDefaultAsync(p => p.Id == id, inner);
            if (profile is null)
                return ImportStepResult.No("profile.unknown", "There is no such profile.");
            if (await db.Set<ImportProfile>().AnyAsync(p => p.Name == good && p.Id != id, inner))
                return ImportStepResult.No("profile.name_taken", "Another profile has this name.");
            profile.Rename(good);
            audit.Record(db, actor, "import.profile_saved", id.Value.ToString());
            return ImportStepResult.Done;
        }, token);
    }

    public Task<ImportStepResult> DeleteAsync(Actor actor, ImportProfileId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        return database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            if (await db.Set<ImportProfile>().FirstOrDefaultAsync(p => p.Id == id, inner) is not { } profile)
                return ImportStepResult.No("profile.unknown", "There is no such profile.");
            db.Remove(profile);
            audit.Record(db, actor, "import.profile_deleted", id.Value.ToString());
            return ImportStepResult.Done;
        }, token);
    }

    /// <summary>The profile that was last used for these headers.</summary>
    internal static Task<ImportProfile?> FindAsync(PortalDbContext db, IReadOnlyList<string> headers, CancellationToken token)
    {
        var key = ImportProfile.KeyOf(headers);
        return db.Set<ImportProfile>().AsNoTracking().Where(p => p.HeaderKey == key).OrderByDescending(p => p.UsedAt).FirstOrDefaultAsync(token);
    }

    private static readonly ImportStepResult BadName = ImportStepResult.No("profile.name", "Give the profile a name of at most 100 characters.");

    private static string? Checked(string name) => name.Trim() is { Length: > 0 and <= ImportProfile.NameLength } good ? good : null;
}

internal sealed class ImportProfileConfiguration : IEntityTypeConfiguration<ImportProfile>
{
    public void Configure(EntityTypeBuilder<ImportProfile> builder)
    {
        builder.ToTable("import_profiles");
        builder.HasKey(p => new { p.TenantId, p.Id });
        builder.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
        builder.HasIndex(p => new { p.TenantId, p.HeaderKey });
        builder.Property(p => p.Name).HasMaxLength(ImportProfile.NameLength);
        builder.Property(p => p.HeaderKey).HasMaxLength(64);
        builder.Property(p => p.CreatedBy).HasMaxLength(200);
    }
}
