using System.Reflection;
using System.Runtime.CompilerServices;
using WaPortal.Core.Access;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

/// <summary>
/// Calls every action and query of the core that takes an actor, as somebody without any right. A component's events are public
/// endpoints, so each of them has to ask for itself; one that forgets it is found here.
/// </summary>
public sealed class CoreActionTests
{
    // Open to whoever is signed in (or no action at all), each with its reason.
    private static readonly HashSet<string> OpenToEverybody =
    [
        "ActIn.EndAsync", // whoever acts in may leave; anybody else is told so
        "AuditTrail.RecordAsync", // writes what others decide
        "CrossTenantAttempts.NoteMissAsync", // tells nobody anything
        "FreshCode.DemandAsync", // proves who one is
        "FreshCode.IsFreshAsync",
        "FreshCode.ProveAsync",
        "OwnAccount.AcknowledgeRecoveryAsync", // one's own
        "OwnAccount.ChangePasswordAsync",
        "OwnAccount.NewRecoveryCodesAsync",
        "OwnAccount.RecoveryAsync",
        "PlatformTrail.RecordAsync",
        "RestoreDecision.HeldSinceAsync", // a time; why nothing is sent concerns all who work here
        "Sessions.EndOthersAsync", // one's own
        "Sessions.EndOwnAsync",
        "Sessions.ListOwnAsync",
        "TenantProfileQuery.RunAsync", // the name in the top bar
        "UserPasskeys.AddAsync", // one's own
        "UserPasskeys.DemandFreshAsync",
        "UserPasskeys.ListAsync",
        "UserPasskeys.RemoveAsync",
        "UserPasskeys.RenameAsync",
    ];

    [Fact]
    public async Task Every_action_and_query_refuses_an_actor_without_rights()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var nobody = (await portal.SignedInAsync(PortalRole.Marketer)) with { Rights = new HashSet<Right>() };
        var unused = new HashSet<string>(OpenToEverybody);
        var called = 0;
        var faults = new List<string>();
        foreach (var method in Actions())
        {
            var name = $"{method.DeclaringType!.Name}.{method.Name}";
            if (OpenToEverybody.Contains(name))
            {
                unused.Remove(name);
                continue;
            }

            if (portal.Services.GetService(method.DeclaringType) is not { } service)
            {
                faults.Add($"{name}: the class is not registered");
                continue;
            }

            called++;
            if (await CallAsync(service, method, nobody) is not AccessDeniedException)
                faults.Add($"{name} does not refuse");
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.Empty(unused);
        Assert.True(called > 50, $"only {called} actions were found");
    }

    // What a compliance officer does beyond looking: it closes, proves, erases, and keeps the words of consent. Nothing of it sends, imports or edits.
    private static readonly string[] OfficersActs =
    [
        "ComplianceAlerts", "HandleRequests", "ManageWordings", "RecordOptOut", "RequestsQuery", "TakeAnswer",
    ];

    [Fact]
    public async Task A_compliance_officer_may_do_nothing_beyond_looking_but_what_is_listed()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var nobody = (await portal.SignedInAsync(PortalRole.ComplianceOfficer)) with { Rights = new HashSet<Right>() };
        var rights = Rights.Of([PortalRole.ComplianceOfficer]);
        var acts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var method in Actions().Where(m => !OpenToEverybody.Contains($"{m.DeclaringType!.Name}.{m.Name}")))
        {
            // The right that an action asks for first is the one that it is about.
            if (await CallAsync(portal.Services.GetService(method.DeclaringType!)!, method, nobody) is AccessDeniedException { Right: var right }
                && rights.Contains(right) && !right.ToString().StartsWith("View", StringComparison.Ordinal))
                acts.Add(method.DeclaringType!.Name);
        }

        Assert.Equal(OfficersActs, acts);
        Assert.DoesNotContain(rights, r => r is Right.ImportOptIns or Right.EditCampaigns or Right.StartCampaigns or Right.EditTemplates or Right.SubmitTemplates or Right.ApproveTemplates
            or Right.ManageUsers or Right.ManageSettings or Right.ManageWhatsApp or Right.ManageTenants or Right.RunJobs);
    }

    private static IEnumerable<MethodInfo> Actions() =>
        from type in typeof(Actor).Assembly.GetExportedTypes()
        where type is { IsClass: true, IsAbstract: false } && type != typeof(Actor)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
        select method;

    private static async Task<Exception?> CallAsync(object service, MethodInfo method, Actor actor)
    {
        try
        {
            object?[] args = [actor, .. method.GetParameters().Skip(1).Select(p => Any(p.ParameterType))];
            switch (method.Invoke(service, args))
            {
                case Task task:
                    await task;
                    break;
                case ValueTask task:
                    await task;
                    break;
                case { } result when result.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                    await (Task)type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(result, null)!;
                    break;
                case { } result when result.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } many:
                    await (Task)typeof(CoreActionTests).GetMethod(nameof(FirstAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                        .MakeGenericMethod(many.GetGenericArguments()).Invoke(null, [result])!;
                    break;
            }

            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
#pragma warning disable CA1031 // Whatever is thrown is what the test judges.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> many)
    {
        await foreach (var _ in many)
            return;
    }

    // Something of the type; a right is asked for before any of it is looked at.
    private static object? Any(Type type)
    {
        if (type == typeof(string))
            return "x";
        if (type == typeof(Stream))
            return new MemoryStream();
        if (type == typeof(TextWriter))
            return TextWriter.Null;
        if (type.IsValueType)
            return Activator.CreateInstance(type);
        if (type.IsArray)
            return Array.CreateInstance(type.GetElementType()!, 0);
        if (type.IsGenericType && type.IsInterface && type.IsAssignableFrom(typeof(List<>).MakeGenericType(type.GetGenericArguments()[^1])))
            return Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()[^1]));
        return type.IsInterface || type.IsAbstract || typeof(Delegate).IsAssignableFrom(type) ? null : RuntimeHelpers.GetUninitializedObject(type);
    }
}
