using System.Text.Json;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>The cells of a rejected record, encrypted.</summary>
internal static class RejectCells
{
    public static byte[] Encrypt(TenantKeyRing keys, ListImportId import, ImportRow.Rejected row) =>
        keys.Encrypt(KeyPurpose.PersonalData, JsonSerializer.SerializeToUtf8Bytes(row.Fields), "import_rejects", "cells", Row(import, row.Line));

    public static IReadOnlyList<string> Decrypt(TenantKeyRing keys, ImportReject reject) => JsonSerializer.Deserialize<List<string>>(
        keys.Decrypt(KeyPurpose.PersonalData, reject.Cells, "import_rejects", "cells", Row(reject.ImportId, reject.Line)))!;

    private static string Row(ListImportId import, int line) => FormattableString.Invariant($"{import.Value}:{line}");
}
