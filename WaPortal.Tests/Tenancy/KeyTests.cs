using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
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
        var restarted = Restarted(portal);

        Assert.NotEqual(first, second);
        Assert.Equal(first, (await restarted.GetAsync(portal.TenantId, CancellationToken.None)).PhoneId("+447700900123"));
    }

    [Fact]
    public async Task A_wrong_master_key_is_named_as_such()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var keys = Restarted(portal, new MasterKey(RandomNumberGenerator.GetBytes(32)));
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

    [Theory, Engines]
    public async Task Destroyed_keys_leave_nothing_readable_here_or_in_another_process(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var (here, elsewhere) = (portal.Get<TenantKeys>(), Restarted(portal));
        var held = await here.GetAsync(portal.TenantId, CancellationToken.None);
        var cipher = held.EncryptText(KeyPurpose.PersonalData, "a secret", "contacts", "phone", "1");
        await elsewhere.GetAsync(portal.TenantId, CancellationToken.None);

        Assert.Equal(Enum.GetValues<KeyPurpose>().Length, await here.DestroyAllAsync(portal.TenantId, null, CancellationToken.None));

        Assert.ThrowsAny<CryptographicException>(() => held.DecryptText(KeyPurpose.PersonalData, cipher, "contacts", "phone", "1"));
        Assert.ThrowsAny<CryptographicException>(() => held.PhoneId("+447700900123"));
        await Assert.ThrowsAsync<TenantKeysDestroyedException>(() => here.GetAsync(portal.TenantId, CancellationToken.None).AsTask());
        portal.Clock.Advance(TenantKeys.Freshness + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TenantKeysDestroyedException>(() => elsewhere.GetAsync(portal.TenantId, CancellationToken.None).AsTask());
        Assert.Equal(0, await here.DestroyAllAsync(portal.TenantId, null, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_tenant_from_before_a_purpose_gets_its_key_once_and_a_destroyed_one_none(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        var keys = portal.Get<TenantKeys>();
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => (Task)db.Set<TenantKey>().Where(k => k.Purpose == KeyPurpose.Link).ExecuteDeleteAsync(t), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => keys.AddMissingAsync(portal.TenantId, CancellationToken.None))));
        Assert.Equal(Enum.GetValues<KeyPurpose>().Length, await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<TenantKey>().CountAsync(t), CancellationToken.None));
        var cipher = (await keys.GetAsync(portal.TenantId, CancellationToken.None)).EncryptText(KeyPurpose.Link, "x", "t", "c", "1");
        Assert.Equal("x", (await Restarted(portal).GetAsync(portal.TenantId, CancellationToken.None)).DecryptText(KeyPurpose.Link, cipher, "t", "c", "1"));

        await keys.DestroyAllAsync(portal.TenantId, null, CancellationToken.None);
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => (Task)db.Set<TenantKey>().Where(k => k.Purpose == KeyPurpose.Link).ExecuteDeleteAsync(t), CancellationToken.None);
        await keys.AddMissingAsync(portal.TenantId, CancellationToken.None);
        await Assert.ThrowsAsync<TenantKeysDestroyedException>(() => Restarted(portal).GetAsync(portal.TenantId, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Destroyed_keys_are_not_on_the_disk_any_more()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var wrapped = await portal.Database.ReadAsync(
            portal.TenantId, (db, t) => db.Set<TenantKey>().Where(k => k.Purpose == KeyPurpose.Secret).Select(k => k.Wrapped).FirstAsync(t), CancellationToken.None);
        await portal.Database.EmptyLogAsync(CancellationToken.None);
        Assert.True(OnDisk(portal, wrapped));
        await portal.Get<TenantKeys>().DestroyAllAsync(portal.TenantId, null, CancellationToken.None);
        Assert.False(OnDisk(portal, wrapped));
    }

    [Theory, Engines]
    public async Task What_belongs_to_the_destruction_is_undone_with_it(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Get<TenantKeys>().DestroyAllAsync(
            portal.TenantId, (_, _) => throw new InvalidOperationException("no"), CancellationToken.None));
        Assert.NotNull(await Restarted(portal).GetAsync(portal.TenantId, CancellationToken.None));
    }

    private static TenantKeys Restarted(TestPortal portal, MasterKey? master = null) =>
        new(portal.Database, master ?? portal.Get<MasterKey>(), portal.Get<MasterKeyCheck>(), portal.Clock, NullLogger<TenantKeys>.Instance);

    // Not the -shm file, which is an index only and comes and goes with connections.
    private static bool OnDisk(TestPortal portal, byte[] bytes) => new[] { "portal.db", "portal.db-wal" }
        .Select(name => Path.Combine(portal.DataPath, name)).Any(file => Read(file).AsSpan().IndexOf(bytes) >= 0);

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
