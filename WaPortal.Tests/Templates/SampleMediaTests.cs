using System.Text;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class SampleMediaTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1, 2, 3];
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    public static TheoryData<HeaderKind, string, byte[], string?> Files => new()
    {
        { HeaderKind.Image, "a.jpg", Jpeg, "image/jpeg" },
        { HeaderKind.Image, "a.JPEG", Jpeg, "image/jpeg" },
        { HeaderKind.Image, "a.png", Png, "image/png" },
        { HeaderKind.Image, "a.png", Jpeg, null },
        { HeaderKind.Image, "a.webp", [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8], null },
        { HeaderKind.Image, "a.svg", Encoding.ASCII.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), null },
        { HeaderKind.Video, "a.mp4", Box("isom"), "video/mp4" },
        { HeaderKind.Video, "a.mp4", Box("mp42"), "video/mp4" },
        { HeaderKind.Video, "a.mp4", Box("heic"), null },
        { HeaderKind.Video, "a.mp4", Box("avif"), null },
        { HeaderKind.Video, "a.mp4", Box("qt  "), null },
        { HeaderKind.Document, "a.pdf", Encoding.ASCII.GetBytes("%PDF-1.7 ..."), "application/pdf" },
        { HeaderKind.Document, "a.pdf", Encoding.ASCII.GetBytes("<html>%PDF-</html>"), null },
        { HeaderKind.Location, "a.png", Png, null },
        { HeaderKind.Product, "a.png", Png, null },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_file_is_what_its_first_bytes_say(HeaderKind kind, string name, byte[] bytes, string? type)
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);

        var result = await portal.Get<SampleMediaStore>().StoreAsync(portal.Marketer, kind, name, new MemoryStream(bytes), CancellationToken.None);

        if (type is null) Assert.NotEmpty(Assert.IsType<SampleUpload.Refused>(result).Reason);
        else Assert.Equal(type, Assert.IsType<SampleUpload.Stored>(result).Media.MimeType);
    }

    [Fact]
    public async Task A_picture_of_more_than_5_megabytes_is_refused()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var large = new byte[(5 << 20) + 1];
        Jpeg.CopyTo(large, 0);

        var result = await portal.Get<SampleMediaStore>().StoreAsync(portal.Marketer, HeaderKind.Image, "a.jpg", new MemoryStream(large), CancellationToken.None);

        Assert.Contains("5 MB", Assert.IsType<SampleUpload.Refused>(result).Reason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task The_samples_of_cards_are_uploaded_once_each(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var store = stage.Portal.Get<SampleMediaStore>();
        var one = Assert.IsType<SampleUpload.Stored>(await store.StoreAsync(stage.Marketer, HeaderKind.Image, "a.png", new MemoryStream(Png), CancellationToken.None)).Media.Id.Value;
        var other = Assert.IsType<SampleUpload.Stored>(await store.StoreAsync(stage.Marketer, HeaderKind.Image, "b.jpg", new MemoryStream(Jpeg), CancellationToken.None)).Media.Id.Value;
        TemplateCard Card(Guid media) => new(HeaderKind.Image, media, "", [new(ButtonKind.QuickReply, "More")]);
        var content = new TemplateContent { Body = "Have a look at the new lamps of this season.", Cards = [Card(one), Card(other), Card(one)] };
        var created = await stage.Portal.Get<CreateTemplate>().RunAsync(
            stage.Marketer, "lamps", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", CancellationToken.None, content: content);

        await stage.SubmitAsync(((TemplateResult.Done)created).Template);
        await stage.Portal.RunJobsAsync();

        Assert.Equal([Png, Jpeg], stage.Platform.Uploads);
        var cards = stage.Platform.Templates.Single()["components"]![1]!["cards"]!.AsArray();
        Assert.All(cards, card => Assert.Equal("4::handle", (string?)card!["components"]![0]!["example"]!["header_handle"]![0]));
    }

    private static byte[] Box(string brand) => [0, 0, 0, 24, .. "ftyp"u8, .. Encoding.ASCII.GetBytes(brand), 0, 0, 0, 0];
}
