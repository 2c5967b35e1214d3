using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>Encrypts the Data Protection keys on disk under the master key.</summary>
internal sealed class MasterKeyXmlEncryptor(MasterKey master) : IXmlEncryptor
{
    internal static readonly byte[] Context = Encoding.UTF8.GetBytes("data-protection");

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var cipher = master.Wrap(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Context);
        return new EncryptedXmlInfo(new XElement("masterKey", Convert.ToBase64String(cipher)), typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>The way back; found by its type's name in the key file.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<MasterKey>().Unwrap(Convert.FromBase64String(encryptedElement.Value), MasterKeyXmlEncryptor.Context)));
}
