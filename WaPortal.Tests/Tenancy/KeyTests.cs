using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Tenancy;

public sealed class KeyTests
{
    [Theory, Engines]
    public async Task A_ciphertext_opens_in_its_own_place_only(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var ring = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, CancellationToken.None);
        var cipher = ring.EncryptText(KeyPurpose.Secret, "token", "accounts", "access_token", "row-1");

        Assert.Equal("token", ring.DecryptText(KeyPurpose.Secret, cipher, "accounts", "access_token", "row-1"));
        Assert.ThrowsAny<CryptographicException>(() => ring.DecryptText(KeyPurpose.Secret, cipher, "accounts", "access_token", "row-2"));
        Assert.ThrowsAny<CryptographicException>(() => ring.DecryptText(KeyPurpose.Secret, cipher, "accounts", "app_secret", "row-1"));
        Assert.ThrowsAny<CryptographicException>(() => ring.DecryptText(KeyPurpose.PersonalData, cipher, "accounts", "access_token", "row-1"));
    }

    [Theory, Engines]
    public async Task The_same_number_has_different_ids_in_two_tenants_and_the_same_after_a_restart(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var other = await portal.AddTenantAsync("harbour", "Harbour Clinic");
        var keys = portal.Get<TenantKeys>();
        var first = (await keys.GetAsync(portal.TenantId, CancellationToken.None)).PhoneId("+447700900123");
        var second = (await keys.GetAsync(other.Id, CancellationToken.None)).PhoneId("+447700900123");
        var restarted = new TenantKeys(portal.Database, portal.Get<MasterKey>());

        Assert.NotEqual(first, second);
        Assert.Equal(first, (await restarted.GetAsync(portal.TenantId, CancellationToken.None)).PhoneId("+447700900123"));
    }

    [Fact]
    public async Task A_wrong_master_key_is_named_as_such()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var keys = new TenantKeys(portal.Database, new MasterKey(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThrowsAsync<MasterKeyException>(() => keys.GetAsync(portal.TenantId, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task A_missing_master_key_beside_a_database_is_not_made_anew()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        File.Delete(Path.Combine(portal.DataPath, "keys", "master.key"));
        var options = Options.Create(new DataOptions { Directory = portal.DataPath });
        Assert.Throws<MasterKeyException>(() => new MasterKey(new DataDirectory(options), options));
    }

    [Fact]
    public async Task The_master_key_file_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return; // no such rights there; the user profile's ACL holds
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(portal.DataPath, "keys", "master.key")));
    }
}
