using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>How an earlier version encrypted the framework's keys in their files, under the master key.</summary>
internal static class MasterKeyXml
{
    private static readonly byte[] Context = Encoding.UTF8.GetBytes("data-protection");

    public static XElement Encrypt(MasterKey master, XElement plain) =>
        new("masterKey", Convert.ToBase64String(master.Wrap(Encoding.UTF8.GetBytes(plain.ToString(SaveOptions.DisableFormatting)), Context)));

    public static XElement Decrypt(MasterKey master, XElement encrypted) =>
        XElement.Parse(Encoding.UTF8.GetString(master.Unwrap(Convert.FromBase64String(encrypted.Value), Context)));
}

/// <summary>
/// Leaves the framework's keys as they are, since the store encrypts each as a whole. Without any encryptor the framework would warn of keys in clear.
/// </summary>
internal sealed class EncryptedByStore : IXmlEncryptor, IXmlDecryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(new XElement("inStore", plaintextElement), typeof(EncryptedByStore));

    public XElement Decrypt(XElement encryptedElement) => encryptedElement.Elements().Single();
}
