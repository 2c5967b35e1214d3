using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access.Mail;
using WaPortal.Core.Access.Tenants;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.Access;

/// <summary>Registers users, sign-in, sessions and allowed networks.</summary>
public static class AccessRegistration
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<MailOptions>, ValidateMailOptions>()
            .AddSingleton<IMailSender, SmtpMail>()
            .AddSingleton<Letters>()
            .AddBackgroundJob<RecoveryMailJob>()
            .AddSingleton<IUnfinishedWork, UntoldRecoveries>()
            .AddSingleton(_ => new PasswordHashing())
            .AddSingleton<IRestoreCaution, RestoredAccess>()
            .AddSingleton<ProtectionKeys>()
        .AddSingleton<SignInLimits>()
            .AddSingleton<SecondFactor>()
            .AddSingleton<Sessions>()
            .AddSingleton<FreshCode>()
            .AddSingleton<UserPasskeys>()
            .AddSingleton<SignIn>()
            .AddSingleton<Enrolment>()
            .AddSingleton<OwnAccount>()
            .AddSingleton<ResetSecondFactor>()
            .AddSingleton<CreateUser>()
            .AddSingleton<Installations>()
            .AddSingleton<SetUp>()
            .AddSingleton<OneTimeLinks>()
            .AddSingleton<Invitations>()
            .AddSingleton<TakeUpInvitation>()
            .AddSingleton<ChoosePassword>()
            .AddSingleton<AdministerUser>()
            .AddSingleton<UserListQuery>()
            .AddSingleton<TenantListQuery>()
            .AddSingleton<OpenTenant>()
            .AddSingleton<InviteTenantAdmin>()
            .AddSingleton<EditTenant>()
            .AddSingleton<ChangeTenantStatus>()
            .AddSingleton<ActIn>()
            .AddSingleton<PlatformNetworks>()
            .AddSingleton<TenantNetworks>()
            .AddSingleton<ManageNetworks>();
    }
}
