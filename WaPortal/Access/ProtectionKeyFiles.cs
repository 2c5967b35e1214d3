using System.Xml;
using System.Xml.Linq;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>Takes keys over that an earlier version kept in files beside the master key. A file goes once its key is in the database.</summary>
internal sealed partial class ProtectionKeyFiles(DataDirectory directory, MasterKey master, ProtectionKeys keys, ILogger<ProtectionKeyFiles> logger)
{
    private static readonly XName EncryptedSecret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    public async Task TakeOverAsync(CancellationToken token)
    {
        foreach (var file in Directory.EnumerateFiles(directory.Subdirectory("keys"), "key-*.xml"))
        {
            try
            {
                var key = XElement.Load(file);
                // What was encrypted inside comes out: the database's row is encrypted as a whole.
                foreach (var secret in key.Descendants(EncryptedSecret).ToList())
                    secret.ReplaceWith(MasterKeyXml.Decrypt(master, secret.Elements().Single()));
                await keys.AddAsync(Path.GetFileNameWithoutExtension(file), key.ToString(SaveOptions.DisableFormatting), token);
                File.Delete(file);
            }
            catch (Exception e) when (e is XmlException or MasterKeyException or FormatException or InvalidOperationException or IOException)
            {
                Log.NotTakenOver(logger, Path.GetFileName(file), e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The key file {File} could not be taken over into the database; forms that were open before the start may have to be sent again")]
        public static partial void NotTakenOver(ILogger logger, string file, Exception exception);
    }
}
