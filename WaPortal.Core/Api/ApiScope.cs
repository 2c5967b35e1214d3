using WaPortal.Core.Access;

namespace WaPortal.Core.Api;

/// <summary>What a key may be used for.</summary>
public enum ApiScope
{
    /// <summary><c>messages:send</c>: single messages from approved templates, and what became of them.</summary>
    MessagesSend,

    /// <summary><c>consent:read</c>: what somebody agreed to.</summary>
    ConsentRead,

    /// <summary><c>consent:write</c>: opt-ins with their proof, and opt-outs.</summary>
    ConsentWrite,

    /// <summary><c>templates:read</c>: approved templates with their variables.</summary>
    TemplatesRead,

    /// <summary><c>campaigns:read</c>: campaigns and their figures; lists, segments and numbers to plan them with.</summary>
    CampaignsRead,

    /// <summary><c>campaigns:write</c>: plan, start, pause, resume and cancel campaigns.</summary>
    CampaignsWrite,
}

/// <summary>The scopes' names, and the rights that they come to.</summary>
public static class ApiScopes
{
    private static readonly Dictionary<ApiScope, (string Name, Right[] Rights)> All = new()
    {
        [ApiScope.MessagesSend] = ("messages:send", [Right.SendMessages]),
        [ApiScope.ConsentRead] = ("consent:read", [Right.ViewLedger]),
        [ApiScope.ConsentWrite] = ("consent:write", [Right.ImportOptIns]),
        [ApiScope.TemplatesRead] = ("templates:read", [Right.ViewTemplates]),
        [ApiScope.CampaignsRead] = ("campaigns:read", [Right.ViewCampaigns, Right.ViewOptIns, Right.ViewTemplates]),
        [ApiScope.CampaignsWrite] = ("campaigns:write", [Right.ViewCampaigns, Right.ViewOptIns, Right.ViewTemplates, Right.EditCampaigns, Right.StartCampaigns]),
    };

    /// <summary>As it stands in documents and answers, such as <c>messages:send</c>.</summary>
    public static string Name(this ApiScope scope) => All[scope].Name;

    /// <summary>What somebody may do who holds these.</summary>
    public static IReadOnlySet<Right> Rights(IEnumerable<ApiScope> scopes) => scopes.SelectMany(s => All[s].Rights).ToHashSet();

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static IReadOnlyList<ApiScope> Read(string names) => [.. All.Where(s => names.Split(' ').Contains(s.Value.Name, StringComparer.Ordinal)).Select(s => s.Key)];

    /// <summary>The names in one line (RFC 6749 §3.3).</summary>
    internal static string Write(IEnumerable<ApiScope> scopes) => string.Join(' ', scopes.Distinct().Order().Select(s => s.Name()));
}
