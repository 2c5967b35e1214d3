using System.Buffers.Text;
using System.Security.Cryptography;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>
/// What is put behind the button that confirms a form: the submission, sealed under the enterprise's key for links. It comes back when the button is pressed, and
/// cannot be made up.
/// </summary>
public static class JoinPayload
{
    private const string Prefix = "waportal:join:";
    private const int IdSize = 16;

    // WhatsApp takes 128 characters behind a button; this is far below, and longer ones are not looked at.
    private const int MostCharacters = 128;

    /// <summary>The payload.</summary>
    public static string Of(TenantKeyRing keys, FormSubmissionId submission) =>
        Prefix + Base64Url.EncodeToString(keys.Encrypt(KeyPurpose.Link, submission.Value.ToByteArray(bigEndian: true), FormSubmission.Table, "join", ""));

    /// <summary>Whether a payload says that it is one.</summary>
    public static bool IsOne(string? payload) => payload?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The submission; null when the payload was made up, changed or cut, or is another enterprise's.</summary>
    public static FormSubmissionId? Read(TenantKeyRing keys, string? payload)
    {
        if (!IsOne(payload) || payload!.Length > MostCharacters || !Base64Url.IsValid(payload.AsSpan(Prefix.Length)))
            return null;
        try
        {
            var plain = keys.Decrypt(KeyPurpose.Link, Base64Url.DecodeFromChars(payload.AsSpan(Prefix.Length)), FormSubmission.Table, "join", "");
            return plain.Length == IdSize ? new FormSubmissionId(new Guid(plain, bigEndian: true)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
