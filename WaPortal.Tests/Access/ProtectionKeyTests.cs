using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Access;

public sealed class ProtectionKeyTests
{
    [Fact]
    public async Task What_was_protected_before_a_restart_opens_after_it_and_no_key_lies_in_a_file()
    {
        var directory = Directory.CreateTempSubdirectory("waportal-restart-").FullName;
        try
        {
            string form;
            await using (var first = await HttpPortal.StartAsync("--Data:Directory", directory))
                form = Protector(first).Protect("a form");
            await using (var second = await HttpPortal.StartAsync("--Data:Directory", directory))
                Assert.Equal("a form", Protector(second).Unprotect(form));
            Assert.Equal(["master.key"], Directory.EnumerateFiles(Path.Combine(directory, "keys")).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory, Engines]
    public async Task Nodes_share_the_keys_and_the_database_holds_none_in_clear(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        using var first = Node(portal);
        using var second = Node(portal);
        var form = first.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("a form");

        Assert.Equal("a form", second.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(form));
        var rows = await portal.Database.ReadAsync(
            TenantId.None, (db, t) => db.QuerySqlAsync("SELECT sealed FROM protection_keys", r => r.GetFieldValue<byte[]>(0), t), CancellationToken.None);
        Assert.DoesNotContain("masterKey", System.Text.Encoding.UTF8.GetString(Assert.Single(rows)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_in_files_of_an_earlier_version_are_taken_over_once()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var master = portal.Get<MasterKey>();
        var secret = new XElement("masterKey", new XElement("value", "c2VjcmV0"));
        var key = new XElement("key", new XAttribute("id", "1"), new XElement("descriptor", new XElement(
            XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection"), new XAttribute("decryptorType", "WaPortal.Access.MasterKeyXmlDecryptor"),
            MasterKeyXml.Encrypt(master, secret))));
        var file = Path.Combine(portal.DataPath, "keys", "key-1.xml");
        key.Save(file);
        await File.WriteAllTextAsync(Path.Combine(portal.DataPath, "keys", "key-2.xml"), "<key", TestContext.Current.CancellationToken);

        var repository = Repository(portal);
        for (var i = 0; i < 2; i++)
            Assert.Equal("c2VjcmV0", Assert.Single(repository.GetAllElements()).Descendants("value").Single().Value);

        Assert.False(File.Exists(file));
        Assert.True(File.Exists(Path.Combine(portal.DataPath, "keys", "key-2.xml"))); // damaged: left where it was
    }

    private static IDataProtector Protector(HttpPortal portal) => portal.Get<IDataProtectionProvider>().CreateProtector("test");

    private static ProtectionKeyRepository Repository(TestPortal portal) => new(
        portal.Get<ProtectionKeys>(),
        new ProtectionKeyFiles(portal.Get<DataDirectory>(), portal.Get<MasterKey>(), portal.Get<ProtectionKeys>(), NullLogger<ProtectionKeyFiles>.Instance));

    private static ServiceProvider Node(TestPortal portal)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("WaPortal");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>().Configure(options =>
        {
            options.XmlRepository = Repository(portal);
            options.XmlEncryptor = new EncryptedByStore();
        });
        return services.BuildServiceProvider();
    }
}
