using System.Text.Json;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;
using static WaPortal.Tests.Templates.Linting.LintPayload;

namespace WaPortal.Tests.Templates.Linting;

public sealed class LintRuleTests
{
    private const string Qr = """{"type":"QUICK_REPLY","text":"Yes"}""";
    private const string Otp = """{"type":"OTP","otp_type":"COPY_CODE"}""";
    private const string Image = """{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::a"]}}""";
    private const string Video = """{"type":"HEADER","format":"VIDEO","example":{"header_handle":["4::a"]}}""";
    private const string Product = """{"type":"HEADER","format":"PRODUCT"}""";
    private const string AuthBody = """{"type":"BODY","add_security_recommendation":true}""";
    private const string Offer = """{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Ends tonight","has_expiration":true}}""";
    private const string Code = """{"type":"COPY_CODE","example":"LAMP25"}""";

    private static string Url(string url, string? example = null) =>
        "{\"type\":\"URL\",\"text\":\"Open\",\"url\":" + JsonSerializer.Serialize(url) + (example is null ? "" : ",\"example\":" + example) + "}";

    private static string Card(string header, string? body, string buttons) =>
        header + (body is null ? "" : "," + BodyText(body)) + (buttons.Length == 0 ? "" : "," + Buttons(buttons));

    private static string Ten(string what) => string.Concat(Enumerable.Repeat(what, 10));

    /// <summary>Name, category, components, more top-level fields, expected error rules.</summary>
    public static TheoryData<string, string, string, string, string[]> Cases => new()
    {
        // header
        { "text header of 60", "UTILITY", HeaderText(new string('h', 60)) + "," + Body, "", [] },
        { "blank text header", "UTILITY", HeaderText("  ") + "," + Body, "", ["header.text_required"] },
        { "header without a format", "UTILITY", """{"type":"HEADER","text":"Hi"},""" + Body, "", ["header.format_enum"] },
        { "header with italic", "UTILITY", HeaderText("_Lamp days_") + "," + Body, "", ["header.text_format"] },
        { "header with strike", "UTILITY", HeaderText("~Lamp~ days") + "," + Body, "", ["header.text_format"] },
        { "header with code", "UTILITY", HeaderText("`Lamp` days") + "," + Body, "", ["header.text_format"] },
        { "header with a carriage return", "UTILITY", HeaderText("Lamp\r\ndays") + "," + Body, "", ["header.text_format"] },
        { "header with a flag", "UTILITY", HeaderText("Lamps \U0001F1EA\U0001F1F8") + "," + Body, "", ["header.text_format"] },
        { "header with a registered sign", "UTILITY", HeaderText("Lamps®") + "," + Body, "", [] },
        { "header variable with a gap", "UTILITY", HeaderText("Code {{2}} is yours", "A") + "," + Body, "", ["param.sequential"] },
        { "header with two samples", "UTILITY", HeaderText("Code {{1}} is yours", "A", "B") + "," + Body, "", ["param.example_mismatch"] },
        { "header sample nested", "UTILITY", """{"type":"HEADER","format":"TEXT","text":"Code {{1}} is yours","example":{"header_text":[["A"]]}},""" + Body, "", ["param.example_shape"] },
        { "header starts with its variable", "UTILITY", HeaderText("{{1}} is here", "A") + "," + Body, "", [] },
        { "lower-case format", "UTILITY", """{"type":"header","format":"image","example":{"header_handle":["4::a"]}},""" + Body, "", [] },
        { "empty handle", "UTILITY", """{"type":"HEADER","format":"VIDEO","example":{"header_handle":[""]}},""" + Body, "", ["header.media_example"] },
        { "handles empty", "UTILITY", """{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":[]}},""" + Body, "", ["header.media_example"] },
        { "handle as text", "UTILITY", """{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":"4::a"}},""" + Body, "", ["header.media_example"] },
        { "an address is no handle", "UTILITY", """{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.example/a.jpg"]}},""" + Body, "", ["header.media_example"] },
        { "GIF header", "MARKETING", """{"type":"HEADER","format":"GIF","example":{"header_handle":["4::a"]}},""" + Body, "", [] },
        { "product header alone", "MARKETING", Product + "," + Body, "", ["header.product_only"] },
        { "document header with no sample", "UTILITY", """{"type":"HEADER","format":"DOCUMENT"},""" + Body, "", ["header.media_example"] },

        // body and variables
        { "two bodies", "UTILITY", Body + "," + Body, "", ["body.single"] },
        { "blank body", "UTILITY", BodyText("   "), "", ["body.text_required"] },
        { "body without text", "UTILITY", """{"type":"BODY"}""", "", ["body.text_required"] },
        { "two line breaks", "UTILITY", BodyText("First line of the text.\n\nSecond line of it."), "", [] },
        { "three Windows line breaks", "UTILITY", BodyText("First line.\r\n\r\n\r\nSecond line."), "", ["body.newlines"] },
        { "two Windows line breaks", "UTILITY", BodyText("First line.\r\n\r\nSecond line."), "", [] },
        { "ten emojis", "MARKETING", BodyText("Party time " + Ten("🎈")), "", [] },
        { "ten families", "MARKETING", BodyText("Party time " + Ten("👨‍👩‍👧‍👦")), "", [] },
        { "eleven hearts with a variation selector", "MARKETING", BodyText("Party time " + Ten("❤️") + "❤️"), "", ["body.emoji"] },
        { "starts with blanks and a variable", "UTILITY", BodyText("  {{1}} is waiting for you at the desk.", "It"), "", ["param.leading_trailing"] },
        { "ends with a variable and a line break", "UTILITY", BodyText("The parcel at the desk has this code: {{1}}\n", "A"), "", ["param.leading_trailing"] },
        { "ends with a variable and a full stop", "UTILITY", BodyText("The parcel at the desk has this code: {{1}}.", "A"), "", [] },
        { "blank between variables", "UTILITY", BodyText("Dear {{1}} {{2}}, your parcel is waiting at the front desk.", "A", "B"), "", ["param.adjacent"] },
        { "comma between variables", "UTILITY", BodyText("Dear {{1}}, {{2}} is waiting at the front desk of the store.", "A", "B"), "", [] },
        { "2n+1 words", "UTILITY", BodyText("Hello {{1}} parcel here", "A"), "", [] },
        { "2n words", "UTILITY", BodyText("Hello {{1}} parcel", "A"), "", ["param.ratio"] },
        { "punctuation is no word", "UTILITY", BodyText("Hello {{1}} , ! parcel", "A"), "", ["param.ratio"] },
        { "a repeated variable", "UTILITY", BodyText("Hello {{1}}, your parcel is at the desk, {{1}} dear.", "A"), "", [] },
        { "2 before 1", "UTILITY", BodyText("Hello {{2}}, your parcel {{1}} is waiting at the front desk.", "A", "B"), "", [] },
        { "starts at 2", "UTILITY", BodyText("Hello {{2}}, your parcel is waiting at the front desk.", "A"), "", ["param.sequential"] },
        { "leading zero", "UTILITY", BodyText("Hello {{01}}, your parcel is waiting at the front desk.", "A"), "", ["param.sequential"] },
        { "closing brace missing", "UTILITY", BodyText("Hello {{1, your parcel is waiting at the front desk."), "", ["param.syntax"] },
        { "opening brace missing", "UTILITY", BodyText("Hello 1}}, your parcel is waiting at the front desk."), "", ["param.syntax"] },
        { "one opening brace", "UTILITY", BodyText("Hello {1}}, your parcel is waiting at the front desk."), "", ["param.syntax"] },
        { "three braces", "UTILITY", BodyText("Hello {{{1}}}, your parcel is waiting at the front desk.", "A"), "", ["param.syntax"] },
        { "empty braces", "UTILITY", BodyText("Hello {{}}, your parcel is waiting at the front desk."), "", ["param.syntax"] },
        { "single braces", "UTILITY", BodyText("Hello {1}, your parcel is waiting at the front desk."), "", [] },
        { "dollar", "UTILITY", BodyText("Hello {{$1}}, your parcel is waiting at the front desk.", "A"), "", ["param.charset"] },
        { "percent", "UTILITY", BodyText("Hello {{1%}}, your parcel is waiting at the front desk.", "A"), "", ["param.charset"] },
        { "too many samples", "UTILITY", BodyText("Hello {{1}}, your parcel is waiting at the front desk.", "A", "B"), "", ["param.example_mismatch"] },
        { "samples without variables", "UTILITY", BodyText("Hello, your parcel is waiting at the front desk.", "A"), "", ["param.example_mismatch"] },
        { "an empty sample", "UTILITY", BodyText("Hello {{1}}, your parcel is waiting at the front desk.", ""), "", ["param.example_missing"] },
        { "flat samples", "UTILITY", """{"type":"BODY","text":"Hello {{1}}, your parcel is waiting at the front desk.","example":{"body_text":["A"]}}""", "", [] },
        { "flat samples, too few", "UTILITY", """{"type":"BODY","text":"Hello {{1}}, your parcel {{2}} is waiting at the front desk.","example":{"body_text":["A"]}}""", "", ["param.example_mismatch"] },
        { "bare sample for one", "UTILITY", """{"type":"BODY","text":"Hello {{1}}, your parcel is waiting at the front desk.","example":{"body_text":"A"}}""", "", [] },
        { "mixed kinds of variables", "UTILITY", BodyText("Hello {{1}}, your parcel {{code}} is waiting at the front desk.", "A", "B"), "", ["param.positional_only"] },
        { "explicit positional, lower case", "UTILITY", BodyText("Hello {{1}}, your parcel is waiting at the front desk.", "A"), "\"parameter_format\":\"positional\"", [] },
        { "unknown format", "UTILITY", Body, "\"parameter_format\":\"BOTH\"", ["param.format_enum"] },
        { "number in a named template", "UTILITY", """{"type":"BODY","text":"Hello {{1}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"1","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.named_only"] },
        { "hyphen in a name", "UTILITY", """{"type":"BODY","text":"Hello {{first-name}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"first-name","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.named_charset"] },
        { "digit in a name", "UTILITY", """{"type":"BODY","text":"Hello {{name2}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"name2","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", [] },
        { "sample for another name", "UTILITY", """{"type":"BODY","text":"Hello {{name}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"nom","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.example_mismatch"] },
        { "one named sample missing", "UTILITY", """{"type":"BODY","text":"Hello {{name}}, your parcel {{code}} is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"name","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.example_mismatch"] },
        { "named header", "UTILITY", """{"type":"HEADER","format":"TEXT","text":"Hello {{name}} dear","example":{"header_text_named_params":[{"param_name":"name","example":"A"}]}},""" + Body, "\"parameter_format\":\"NAMED\"", [] },
        { "named header with a flat sample", "UTILITY", """{"type":"HEADER","format":"TEXT","text":"Hello {{name}} dear","example":{"header_text":["A"]}},""" + Body, "\"parameter_format\":\"NAMED\"", ["param.example_missing"] },

        // footer
        { "footer of 60", "UTILITY", Body + "," + """{"type":"FOOTER","text":"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"}""", "", [] },
        { "empty footer", "UTILITY", Body + "," + """{"type":"FOOTER","text":""}""", "", ["footer.text_required"] },
        { "footer of two lines", "UTILITY", Body + "," + """{"type":"FOOTER","text":"A\nB"}""", "", ["footer.text_format"] },
        { "footer with a named variable", "UTILITY", Body + "," + """{"type":"FOOTER","text":"By {{team}}"}""", "", ["footer.variables"] },
        { "two footers", "UTILITY", Body + "," + """{"type":"FOOTER","text":"A"},{"type":"FOOTER","text":"B"}""", "", ["footer.single"] },

        // buttons
        { "no buttons", "UTILITY", Body + "," + Buttons(""), "", ["buttons.empty"] },
        { "two components of buttons", "UTILITY", Body + "," + Buttons(Qr) + "," + Buttons(Qr), "", ["buttons.single"] },
        { "unknown button", "UTILITY", Body + "," + Buttons("""{"type":"LINK","text":"A"}"""), "", ["button.type_enum"] },
        { "button without a type", "UTILITY", Body + "," + Buttons("""{"text":"A"}"""), "", ["button.type_enum"] },
        { "button without a label", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY"}"""), "", ["button.label_required"] },
        { "label with a slash and blanks", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"Yes / no, 24 h"}"""), "", [] },
        { "label with a line break", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"Yes\nNo"}"""), "", ["button.label_format"] },
        { "label in bold", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"*Yes*"}"""), "", ["button.label_format"] },
        { "label of a URL button too long", "UTILITY", Body + "," + Buttons("""{"type":"URL","text":"12345678901234567890123456","url":"https://a.example"}"""), "", ["button.label_length"] },
        { "Arabic label of 25", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"نننننننننننننننننننننننن"}"""), "", [] },
        { "QR QR URL PHONE", "UTILITY", Body + "," + Buttons(Qr + ",{\"type\":\"QUICK_REPLY\",\"text\":\"No\"}," + Url("https://a.example/x") + """,{"type":"PHONE_NUMBER","text":"Call","phone_number":"15550100123"}"""), "", [] },
        { "URL QR QR PHONE", "UTILITY", Body + "," + Buttons(Url("https://a.example/x") + "," + Qr + """,{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100123"}"""), "", ["buttons.grouping"] },
        { "two calls in WhatsApp", "UTILITY", Body + "," + Buttons("""{"type":"VOICE_CALL","text":"A"},{"type":"VOICE_CALL","text":"B"}"""), "", ["buttons.voice_call_max"] },
        { "URL without address", "UTILITY", Body + "," + Buttons("""{"type":"URL","text":"A"}"""), "", ["button.url_required"] },
        { "URL without scheme", "UTILITY", Body + "," + Buttons(Url("harbour.example/x")), "", ["button.url_format"] },
        { "URL with two variables", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}}/{{2}}", "[\"a\",\"b\"]")), "", ["button.url_variable_suffix"] },
        { "URL with two samples", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}}", "[\"a\",\"b\"]")), "", ["button.url_example_count"] },
        { "URL variable 2", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{2}}", "[\"a\"]")), "", ["button.url_variable_number"] },
        { "URL with an empty sample", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}}", "[]")), "", ["button.url_example"] },
        { "URL with a full sample", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}}", "[\"https://a.example/b\"]")), "", [] },
        { "URL with a named variable", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{code}}", "[\"b\"]")), "\"parameter_format\":\"NAMED\"", [] },
        { "URL with {{1}} in a named template", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}}", "[\"b\"]")), "\"parameter_format\":\"NAMED\"", [] },
        { "URL with a named variable in a positional template", "UTILITY", Body + "," + Buttons(Url("https://a.example/{{code}}", "[\"b\"]")), "", ["param.positional_only"] },
        { "URL of 2000", "UTILITY", Body + "," + Buttons(Url("https://a.example/" + new string('a', 1982))), "", [] },
        { "URL with a query suffix", "UTILITY", Body + "," + Buttons(Url("https://a.example/?c={{1}}", "[\"b\"]")), "", [] },
        { "phone of 20", "UTILITY", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"Call","phone_number":"+1234567890123456789"}"""), "", [] },
        { "phone as a number", "UTILITY", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"Call","phone_number":15550100123}"""), "", ["button.phone_format"] },
        { "phone with letters", "UTILITY", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"Call","phone_number":"CALL-US"}"""), "", ["button.phone_format"] },
        { "no phone", "UTILITY", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"Call"}"""), "", ["button.phone_required"] },
        { "code of 20", "MARKETING", Body + "," + Buttons("""{"type":"COPY_CODE","example":"XXXXXXXXXXXXXXXXXXXX"}"""), "", [] },
        { "no code", "MARKETING", Body + "," + Buttons("""{"type":"COPY_CODE"}"""), "", ["button.copy_code_example"] },
        { "flow with two sources", "MARKETING", Body + "," + Buttons("""{"type":"FLOW","text":"Go","flow_id":"1","flow_name":"a"}"""), "", ["button.flow_source"] },
        { "flow by name", "MARKETING", Body + "," + Buttons("""{"type":"FLOW","text":"Go","flow_name":"a","flow_action":"data_exchange"}"""), "", [] },
        { "flow with a wrong action", "MARKETING", Body + "," + Buttons("""{"type":"FLOW","text":"Go","flow_id":"1","flow_action":"open"}"""), "", ["button.flow_action"] },
        { "flow with a wrong icon", "MARKETING", Body + "," + Buttons("""{"type":"FLOW","text":"Go","flow_id":"1","icon":"STAR"}"""), "", ["button.flow_icon"] },

        // commerce
        { "catalogue in utility", "UTILITY", Body + "," + Buttons("""{"type":"CATALOG","text":"View catalog"}"""), "", ["commerce.category"] },
        { "catalogue with another label", "MARKETING", Body + "," + Buttons("""{"type":"CATALOG","text":"Look"}"""), "", ["button.label_fixed"] },
        { "catalogue beside a reply", "MARKETING", Body + "," + Buttons("""{"type":"CATALOG","text":"View catalog"},""" + Qr), "", ["buttons.special_alone"] },
        { "single product", "MARKETING", Product + "," + Body + "," + Buttons("""{"type":"SPM","text":"View"}"""), "", [] },
        { "single product, body of 161", "MARKETING", Product + "," + BodyText(new string('b', 161)) + "," + Buttons("""{"type":"SPM","text":"View"}"""), "", ["body.length"] },
        { "product button without header", "MARKETING", Body + "," + Buttons("""{"type":"SPM","text":"View"}"""), "", ["spm.header"] },
        { "multi-product with an image", "MARKETING", Image + "," + Body + "," + Buttons("""{"type":"MPM","text":"View items"}"""), "", ["mpm.header"] },

        // carousel
        { "cards with bodies", "MARKETING", Body + "," + Carousel(Card(Image, "One lamp", Qr), Card(Image, "Two lamps", Qr)), "", [] },
        { "one card with a body", "MARKETING", Body + "," + Carousel(Card(Image, "One lamp", Qr), Card(Image, null, Qr)), "", ["carousel.uniform"] },
        { "card body of 161", "MARKETING", Body + "," + Carousel(Card(Image, new string('b', 161), Qr), Card(Image, "Two", Qr)), "", ["body.length"] },
        { "text on a card header", "MARKETING", Body + "," + Carousel(Card(HeaderText("A"), null, Qr), Card(HeaderText("B"), null, Qr)), "", ["carousel.header"] },
        { "cards without headers", "MARKETING", Body + "," + Carousel(BodyText("A lamp") + "," + Buttons(Qr), BodyText("A lamp") + "," + Buttons(Qr)), "", ["carousel.header"] },
        { "card without a sample", "MARKETING", Body + "," + Carousel(Card("""{"type":"HEADER","format":"IMAGE"}""", null, Qr), Card(Image, null, Qr)), "", ["header.media_example"] },
        { "three buttons on a card", "MARKETING", Body + "," + Carousel(Card(Image, null, Qr + "," + Url("https://a.example") + "," + Url("https://b.example")), Card(Image, null, Qr + "," + Url("https://a.example") + "," + Url("https://b.example"))), "", ["carousel.button_count"] },
        { "a code on a card", "MARKETING", Body + "," + Carousel(Card(Image, null, Code), Card(Image, null, Code)), "", ["carousel.button_type"] },
        { "a footer on a card", "MARKETING", Body + "," + Carousel(Card(Image, null, Qr) + """,{"type":"FOOTER","text":"A"}""", Card(Image, null, Qr) + """,{"type":"FOOTER","text":"A"}"""), "", ["carousel.component"] },
        { "cards without buttons", "MARKETING", Body + "," + Carousel(Image, Image), "", [] },
        { "image and video cards", "MARKETING", Body + "," + Carousel(Card(Image, null, Qr), Card(Video, null, Qr)), "", ["carousel.mixed_media"] },
        { "a carousel without a body", "MARKETING", Carousel(Card(Image, null, Qr), Card(Image, null, Qr)), "", ["body.required"] },
        { "three product cards", "MARKETING", Body + "," + Carousel(Card(Product, null, """{"type":"SPM","text":"View"}"""), Card(Product, null, """{"type":"SPM","text":"View"}"""), Card(Product, null, """{"type":"SPM","text":"View"}""")), "", ["carousel.card_count"] },
        { "product cards with addresses", "MARKETING", Body + "," + Carousel(Card(Product, null, Url("https://a.example")), Card(Product, null, Url("https://a.example"))), "", [] },
        { "product beside media", "MARKETING", Body + "," + Carousel(Card(Image, null, Url("https://a.example")), Card(Product, null, Url("https://a.example"))), "", ["carousel.uniform"] },
        { "no cards", "MARKETING", Body + "," + """{"type":"CAROUSEL"}""", "", ["carousel.card_count"] },

        // limited-time offer
        { "offer with a body of 601", "MARKETING", Offer + "," + BodyText(new string('b', 601)) + "," + Buttons(Code), "", ["body.length"] },
        { "offer with a body of 600", "MARKETING", Offer + "," + BodyText(new string('b', 600)) + "," + Buttons(Code), "", [] },
        { "offer with a text header", "MARKETING", HeaderText("A") + "," + Offer + "," + Body + "," + Buttons(Code), "", ["lto.header"] },
        { "offer with the code second", "MARKETING", Offer + "," + Body + "," + Buttons(Url("https://a.example") + "," + Code), "", ["lto.buttons"] },
        { "offer with a quick reply", "MARKETING", Offer + "," + Body + "," + Buttons(Code + "," + Qr), "", ["lto.buttons"] },
        { "offer without text", "MARKETING", """{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"has_expiration":true}},""" + Body + "," + Buttons(Code), "", ["lto.text_required"] },
        { "offer without a body", "MARKETING", Offer + "," + Buttons(Code), "", ["body.required"] },

        // authentication
        { "authentication with a header", "AUTHENTICATION", HeaderText("A") + "," + AuthBody + "," + Buttons(Otp), "", ["auth.component"] },
        { "authentication with a footer text", "AUTHENTICATION", AuthBody + """,{"type":"FOOTER","text":"A"},""" + Buttons(Otp), "", ["auth.footer_text"] },
        { "authentication with an address", "AUTHENTICATION", AuthBody + "," + Buttons(Url("https://a.example")), "", ["auth.button_type", "auth.otp_required"] },
        { "authentication without a body", "AUTHENTICATION", Buttons(Otp), "", ["body.required"] },
        { "authentication with two codes", "AUTHENTICATION", AuthBody + "," + Buttons(Otp + "," + Otp), "", ["buttons.special_alone"] },
        { "unknown kind of code", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"PUSH"}"""), "", ["auth.otp_type"] },
        { "code of 90 minutes", "AUTHENTICATION", AuthBody + """,{"type":"FOOTER","code_expiration_minutes":90},""" + Buttons(Otp), "", [] },
        { "code of half a minute", "AUTHENTICATION", AuthBody + """,{"type":"FOOTER","code_expiration_minutes":0.5},""" + Buttons(Otp), "", ["auth.expiration_range"] },
        { "six apps", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[""" + string.Join(",", Enumerable.Repeat("""{"package_name":"com.a.b","signature_hash":"Qw3rTy+12/="}""", 6)) + "]}"), "", ["auth.apps_max"] },
        { "package part starts with a digit", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"com.1a","signature_hash":"Qw3rTy+12/="}]}"""), "", ["auth.package_name"] },
        { "hash with a foreign character", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"com.a","signature_hash":"Qw3rTy-12/="}]}"""), "", ["auth.signature_hash"] },
        { "expiry in a marketing footer", "MARKETING", Body + """,{"type":"FOOTER","text":"A","code_expiration_minutes":5}""", "", ["footer.expiration"] },

        // the rest of the payload
        { "unknown component", "UTILITY", Body + ""","x",{"type":"SIDEBAR"}""", "", ["payload.shape", "component.type_enum"] },
        { "two requests to call", "UTILITY", Body + """,{"type":"CALL_PERMISSION_REQUEST"},{"type":"call_permission_request"}""", "", ["call_permission.single"] },
        { "ttl of authentication too long", "AUTHENTICATION", AuthBody + "," + Buttons(Otp), "\"message_send_ttl_seconds\":901", ["ttl.range"] },
        { "ttl of utility too short", "UTILITY", Body, "\"message_send_ttl_seconds\":29", ["ttl.range"] },
        { "ttl -1 of utility", "UTILITY", Body, "\"message_send_ttl_seconds\":-1", [] },
        { "ttl -1 of marketing", "MARKETING", Body, "\"message_send_ttl_seconds\":-1", ["ttl.range"] },
        { "ttl 30 days of marketing", "MARKETING", Body, "\"message_send_ttl_seconds\":2592000", [] },
        { "ttl as text", "UTILITY", Body, "\"message_send_ttl_seconds\":\"60\"", ["ttl.range"] },
        { "unknown sub-category", "UTILITY", Body, "\"sub_category\":\"CUSTOM\"", ["sub_category.enum"] },
        { "order status in marketing", "MARKETING", Body, "\"sub_category\":\"ORDER_STATUS\"", ["sub_category.order_status"] },
        { "unknown display format", "UTILITY", Body, "\"display_format\":\"GRID\"", ["display_format.enum"] },
        { "unknown send type", "MARKETING", Body, "\"send_type\":\"bulk\"", ["send_type.enum"] },
        { "ttl 0 of utility", "UTILITY", Body, "\"message_send_ttl_seconds\":0", ["ttl.range"] },
        { "ttl of 12 hours of utility", "UTILITY", Body, "\"message_send_ttl_seconds\":43200", [] },
        { "ttl above 12 hours of utility", "UTILITY", Body, "\"message_send_ttl_seconds\":43201", ["ttl.range"] },
        { "ttl of 12 hours of marketing", "MARKETING", Body, "\"message_send_ttl_seconds\":43200", [] },
        { "ttl above 30 days of marketing", "MARKETING", Body, "\"message_send_ttl_seconds\":2592001", ["ttl.range"] },
        { "ttl with a fraction", "UTILITY", Body, "\"message_send_ttl_seconds\":60.5", ["ttl.range"] },
        { "ttl -1 of authentication", "AUTHENTICATION", AuthBody + "," + Buttons(Otp), "\"message_send_ttl_seconds\":-1", [] },
        { "ttl null", "UTILITY", Body, "\"message_send_ttl_seconds\":null", [] },
        { "flag as text", "UTILITY", Body, "\"cta_url_link_tracking_opted_out\":\"yes\"", ["option.flag"] },
        { "flag", "UTILITY", Body, "\"cta_url_link_tracking_opted_out\":true", [] },
        { "format as a number", "UTILITY", Body, "\"parameter_format\":1", ["param.format_enum"] },
        { "text as a number", "UTILITY", """{"type":"BODY","text":5}""", "", ["body.text_required"] },
        { "components within a component", "UTILITY", """[{"type":"BODY","text":"Hi"}]""", "", ["payload.shape"] },
        { "a null component", "UTILITY", Body + ",null", "", ["payload.shape"] },
        { "buttons as an object", "UTILITY", Body + """,{"type":"BUTTONS","buttons":{"type":"QUICK_REPLY"}}""", "", ["buttons.empty"] },
        { "variable 0", "UTILITY", BodyText("Hello {{0}}, your parcel is waiting at the front desk.", "A"), "", ["param.sequential"] },
        { "line break between variables", "UTILITY", BodyText("Dear {{1}}\n{{2}}, your parcel is waiting at the front desk.", "A", "B"), "", ["param.adjacent"] },
        { "named, capital letter", "UTILITY", """{"type":"BODY","text":"Hello {{Name}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"Name","example":"A"}]}}""", "\"parameter_format\":\"named\"", ["param.named_charset"] },
        { "named, starts with its variable", "UTILITY", """{"type":"BODY","text":"{{name}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":[{"param_name":"name","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.leading_trailing"] },
        { "named, too little text", "UTILITY", """{"type":"BODY","text":"Dear {{name}}, thanks","example":{"body_text_named_params":[{"param_name":"name","example":"A"}]}}""", "\"parameter_format\":\"NAMED\"", ["param.ratio"] },
        { "two named header variables", "UTILITY", """{"type":"HEADER","format":"TEXT","text":"Dear {{a}} and {{b}} too","example":{"header_text_named_params":[{"param_name":"a","example":"A"},{"param_name":"b","example":"B"}]}},""" + Body, "\"parameter_format\":\"NAMED\"", ["header.one_variable"] },
        { "card variable without a sample", "MARKETING", Body + "," + Carousel(Card(Image, "This lamp costs {{1}} this week only", Qr), Card(Image, "That lamp costs {{1}} this week only", Qr)), "", ["param.example_missing"] },
        { "card body of 160", "MARKETING", Body + "," + Carousel(Card(Image, new string('b', 160), Qr), Card(Image, new string('b', 160), Qr)), "", [] },
        { "ten cards", "MARKETING", Body + "," + Carousel([.. Enumerable.Repeat(Card(Image, null, Qr), 10)]), "", [] },
        { "eleven cards", "MARKETING", Body + "," + Carousel([.. Enumerable.Repeat(Card(Image, null, Qr), 11)]), "", ["carousel.card_count"] },
        { "cards with buttons in another order", "MARKETING", Body + "," + Carousel(Card(Image, null, Qr + "," + Url("https://a.example")), Card(Image, null, Url("https://a.example") + "," + Qr)), "", ["carousel.uniform"] },
        { "call on a card", "MARKETING", Body + "," + Carousel(Card(Image, null, """{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100123"}"""), Card(Image, null, """{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100124"}""")), "", [] },
        { "WhatsApp call on a card", "MARKETING", Body + "," + Carousel(Card(Image, null, """{"type":"VOICE_CALL","text":"Call"}"""), Card(Image, null, """{"type":"VOICE_CALL","text":"Call"}""")), "", ["carousel.button_type"] },
        { "document on a card", "MARKETING", Body + "," + Carousel(Card("""{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::a"]}}""", null, Qr), Card(Image, null, Qr)), "", ["carousel.header"] },
        { "product card without a button", "MARKETING", Body + "," + Carousel(Product, Product), "", ["carousel.button_count"] },
        { "lower-case carousel", "marketing", Body + "," + """{"type":"carousel","cards":[{"components":[{"type":"header","format":"image","example":{"header_handle":["4::a"]}},{"type":"buttons","buttons":[{"type":"quick_reply","text":"A"}]}]},{"components":[{"type":"header","format":"image","example":{"header_handle":["4::a"]}},{"type":"buttons","buttons":[{"type":"quick_reply","text":"A"}]}]}]}""", "", [] },
        { "offer text of 16", "MARKETING", """{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"1234567890123456"}},""" + Body + "," + Buttons(Code), "", [] },
        { "offer text of 17", "MARKETING", """{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"12345678901234567"}},""" + Body + "," + Buttons(Code), "", ["lto.text_length"] },
        { "offer that expires on a word", "MARKETING", """{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Now","has_expiration":"yes"}},""" + Body + "," + Buttons(Code), "", ["lto.expiration"] },
        { "offer with a video", "MARKETING", Video + "," + Offer + "," + Body + "," + Buttons(Code + "," + Url("https://a.example/{{1}}", "[\"b\"]")), "", [] },
        { "offer with a place", "MARKETING", """{"type":"HEADER","format":"LOCATION"},""" + Offer + "," + Body + "," + Buttons(Code), "", ["lto.header"] },
        { "offer in utility", "UTILITY", Offer + "," + Body + "," + Buttons(Code), "", ["lto.category"] },
        { "one-tap with five apps", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[""" + string.Join(",", Enumerable.Repeat("""{"package_name":"com.a.b","signature_hash":"Qw3rTy+12/="}""", 5)) + "]}"), "", [] },
        { "zero-tap without apps or terms", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"zero_tap"}"""), "", ["auth.apps_required", "auth.zero_tap_terms"] },
        { "zero-tap with terms as text", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ZERO_TAP","zero_tap_terms_accepted":"true","supported_apps":[{"package_name":"com.a","signature_hash":"Qw3rTy+12/="}]}"""), "", ["auth.zero_tap_terms"] },
        { "package of 224", "AUTHENTICATION", AuthBody + "," + Buttons("{\"type\":\"OTP\",\"otp_type\":\"ONE_TAP\",\"supported_apps\":[{\"package_name\":\"com." + new string('a', 220) + "\",\"signature_hash\":\"Qw3rTy+12/=\"}]}"), "", [] },
        { "package of 225", "AUTHENTICATION", AuthBody + "," + Buttons("{\"type\":\"OTP\",\"otp_type\":\"ONE_TAP\",\"supported_apps\":[{\"package_name\":\"com." + new string('a', 221) + "\",\"signature_hash\":\"Qw3rTy+12/=\"}]}"), "", ["auth.package_name"] },
        { "hash of 10", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","supported_apps":[{"package_name":"com.a","signature_hash":"Qw3rTy+12/"}]}"""), "", ["auth.signature_hash"] },
        { "recommendation as text", "AUTHENTICATION", """{"type":"BODY","add_security_recommendation":"true"},""" + Buttons(Otp), "", ["auth.security_recommendation"] },
        { "expiry as text", "AUTHENTICATION", AuthBody + """,{"type":"FOOTER","code_expiration_minutes":"5"},""" + Buttons(Otp), "", ["auth.expiration_range"] },
        { "expiry of one minute", "AUTHENTICATION", AuthBody + """,{"type":"FOOTER","code_expiration_minutes":1},""" + Buttons(Otp), "", [] },
        { "a quick reply beside a code", "AUTHENTICATION", AuthBody + "," + Buttons(Otp + "," + Qr), "", ["auth.button_type", "buttons.special_alone"] },
        { "catalogue in authentication", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"CATALOG","text":"View catalog"}"""), "", ["auth.button_type", "auth.otp_required", "commerce.category"] },
        { "several products in utility", "UTILITY", HeaderText("Lamps") + "," + Body + "," + Buttons("""{"type":"MPM","text":"View items"}"""), "", ["commerce.category"] },
        { "single product, body of 160", "MARKETING", Product + "," + BodyText(new string('b', 160)) + "," + Buttons("""{"type":"SPM","text":"View"}"""), "", [] },
        { "flow with a number for its id", "UTILITY", Body + "," + Buttons("""{"type":"FLOW","text":"Go","flow_id":712345678901234}"""), "", [] },
        { "flow without a label", "UTILITY", Body + "," + Buttons("""{"type":"FLOW","flow_id":"1"}"""), "", ["button.label_required"] },
        { "address with another scheme", "UTILITY", Body + "," + Buttons(Url("tel:+15550100123")), "", ["button.url_format"] },
        { "address of 2001", "UTILITY", Body + "," + Buttons(Url("https://a.example/" + new string('a', 1983))), "", ["button.url_length"] },
        { "phone of 21", "UTILITY", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"Call","phone_number":"+12345678901234567890"}"""), "", ["button.phone_length"] },
        { "code of 21", "MARKETING", Body + "," + Buttons("""{"type":"COPY_CODE","example":"XXXXXXXXXXXXXXXXXXXXX"}"""), "", ["button.copy_code_length"] },
        { "emoji in a label", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"Yes 👍"}"""), "", ["button.label_format"] },
        { "variable in a label", "UTILITY", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"Yes {{1}}"}"""), "", ["button.label_format"] },
        { "place in marketing", "MARKETING", """{"type":"HEADER","format":"LOCATION"},""" + Body, "", [] },
        { "audio header", "UTILITY", """{"type":"HEADER","format":"AUDIO","example":{"header_handle":["4::a"]}},""" + Body, "", ["header.format_enum"] },
        { "library clone in marketing", "MARKETING", "", "\"library_template_name\":\"a\"", ["library.category"] },
        { "library clone with inputs", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://a.example/{{1}}\",\"url_suffix_example\":\"https://a.example/b\"}},{\"type\":\"PHONE_NUMBER\",\"phone_number\":\"+15550100123\"}]", [] },
        { "library input without an example", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://a.example/{{1}}\"}}]", ["library.button_inputs"] },
        { "library inputs as an object", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":{}", ["library.button_inputs"] },
        { "library phone of 21", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"PHONE_NUMBER\",\"phone_number\":\"+12345678901234567890\"}]", ["button.phone_length"] },
        { "library phone with letters", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"PHONE_NUMBER\",\"phone_number\":\"CALL-US\"}]", ["button.phone_format"] },
        { "library input without a phone", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"PHONE_NUMBER\"}]", ["library.button_inputs"] },
        { "library address without a scheme", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"URL\",\"url\":{\"base_url\":\"harbour.example\"}}]", ["button.url_format"] },
        { "library address of 2001", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://a.example/" + new string('a', 1983) + "\"}}]", ["button.url_length"] },
        { "library variable in the middle", "UTILITY", "", "\"library_template_name\":\"a\",\"library_template_button_inputs\":[{\"type\":\"URL\",\"url\":{\"base_url\":\"https://a.example/{{1}}/x\",\"url_suffix_example\":\"https://a.example/b/x\"}}]", ["button.url_variable_suffix"] },
        { "autofill label alone", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","autofill_text":"Fill {{1}}","supported_apps":[{"package_name":"com.a","signature_hash":"Qw3rTy+12/="}]}"""), "", ["button.label_format"] },
        { "autofill label of 26 alone", "AUTHENTICATION", AuthBody + "," + Buttons("""{"type":"OTP","otp_type":"ONE_TAP","autofill_text":"12345678901234567890123456","supported_apps":[{"package_name":"com.a","signature_hash":"Qw3rTy+12/="}]}"""), "", ["button.label_length"] },
        { "single braces with blanks", "UTILITY", BodyText("Hi { {1} } there, your parcel is at the desk."), "", [] },
        { "a variable in braces with blanks", "UTILITY", BodyText("Hi { {{1}} } there, your parcel is at the desk.", "A"), "", [] },
        { "braces that close nothing", "UTILITY", BodyText("Hi { {1}} there, your parcel is at the desk."), "", ["param.syntax"] },
        { "one ideograph among words", "UTILITY", BodyText("好 {{1}} x {{2}} y {{3}} z", "a", "b", "c"), "", ["param.ratio"] },
        { "words beyond the first plane", "UTILITY", BodyText("𝗛𝗲𝗹𝗹𝗼 {{1}}, 𝘆𝗼𝘂𝗿 𝗼𝗿𝗱𝗲𝗿 𝗶𝘀 𝗵𝗲𝗿𝗲.", "Ana"), "", [] },
        { "leftover flag", "MARKETING", Body, "\"allow_category_change\":true", [] },
        { "library clone with components", "UTILITY", Body, "\"library_template_name\":\"a\"", ["library.components"] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_payload_breaks_exactly_these_rules(string name, string category, string components, string more, string[] expected)
    {
        var errors = Errors(Of(components, category, more));

        Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(errors.Order(StringComparer.Ordinal)), $"{name}: {string.Join(", ", errors)}");
    }

    /// <summary>Category, components, the one error and its place.</summary>
    public static TheoryData<string, string, string, string> OneError => new()
    {
        { "UTILITY", BodyText("{{1}} {{2}}", "a", "b"), "body.only_params", "components[0].text" },
        { "UTILITY", BodyText("- - {{1}} 😀", "a"), "body.only_params", "components[0].text" },
        { "UTILITY", BodyText("Dear {{1}, your parcel is at the desk.", "Ana"), "param.syntax", "components[0].text" },
        { "UTILITY", BodyText("Dear {{1}, your parcel {{3}} is {{3}}", "Ana"), "param.syntax", "components[0].text" },
        { "UTILITY", BodyText("Dear {{}}, your parcel is at the desk.", "Ana"), "param.syntax", "components[0].text" },
        { "UTILITY", Body + "," + Buttons(Url("https://{{1}}.shop.example/a", "[\"a\"]")), "button.url_variable_suffix", "components[1].buttons[0].url" },
        { "UTILITY", Body + "," + Buttons(Url("https://{{1}}", "[\"a\"]")), "button.url_format", "components[1].buttons[0].url" },
        { "UTILITY", Body + "," + Buttons(Url("https://a.example/{{1}", "[\"a\"]")), "param.syntax", "components[1].buttons[0].url" },
        { "UTILITY", Body + """,{"type":"FOOTER","code_expiration_minutes":5}""", "footer.expiration", "components[1].code_expiration_minutes" },
        { "UTILITY", "[" + Body + "]", "payload.shape", "components[0]" },
        { "MARKETING", Body + $$$""",{"type":"CAROUSEL","cards":[{"components":[{{{Image}}}]},null]}""", "carousel.header", "components[1].cards[1]" },
        { "MARKETING", Body + $$$""",{"type":"CAROUSEL","cards":[{},{"components":[{{{Image}}}]}]}""", "carousel.header", "components[1].cards[0].components" },
        { "MARKETING", HeaderText("Lamps") + "," + Body + "," + Buttons("""{"type":"SPM","text":"View"}"""), "spm.header", "components[0].format" },
        { "MARKETING", Body + "," + Carousel(Card(Image, null, Qr), Card(Image, null, Qr), Card(Video, null, Qr)), "carousel.mixed_media", "components[1].cards[2]" },
    };

    [Theory, MemberData(nameof(OneError))]
    public void One_fault_is_one_error(string category, string components, string rule, string path)
    {
        var error = Assert.Single(TemplateLinter.Lint(Of(components, category)), f => f.Severity == FindingSeverity.Error);

        Assert.Equal((rule, path), (error.Rule, error.Path));
    }

    [Theory]
    [InlineData("""[{"param_name":"nom","example":"A"}]""", "param.example_mismatch")]
    [InlineData("""[{"example":"A"}]""", "param.example_shape")]
    [InlineData("""[]""", "param.example_missing")]
    public void A_sample_under_a_wrong_name_is_one_error(string samples, string rule)
    {
        var body = $$$"""{"type":"BODY","text":"Hello {{name}}, your parcel is waiting at the front desk.","example":{"body_text_named_params":{{{samples}}}}}""";

        var error = Assert.Single(TemplateLinter.Lint(Of(body, "UTILITY", "\"parameter_format\":\"NAMED\"")), f => f.Severity == FindingSeverity.Error);

        Assert.Equal(rule, error.Rule);
        Assert.Contains("{{name}} has no", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_sample_is_spoken_of_as_one() =>
        Assert.Contains(TemplateLinter.Lint(Of(BodyText("Hello {{1}}, your parcel {{2}} is waiting at the front desk.", "A"))), f => f.Message == "There is 1 sample for 2 variables.");

    public static TheoryData<string, string, string> Contested => new()
    {
        { "param.near_edge", BodyText("The parcel at the desk has this code: {{1}}.", "A"), "" },
        { "param.repeated", BodyText("Hello {{1}}, your parcel is at the desk, {{1}} dear.", "A"), "" },
        { "param.order", BodyText("Hello {{2}}, your parcel {{1}} is waiting at the front desk.", "A", "B"), "" },
        { "param.thin_text", BodyText("Hello {{1}} parcel here", "A"), "" },
        { "param.single_braces", BodyText("Hello {1}, your parcel is waiting at the front desk."), "" },
        { "param.blanks", BodyText("Hello {{ 1 }}, your parcel is waiting at the front desk.", "A"), "" },
        { "body.long", BodyText(new string('b', 551)), "" },
        { "header.gif", """{"type":"HEADER","format":"GIF","example":{"header_handle":["4::a"]}},""" + Body, "" },
        { "header.variable_edge", HeaderText("{{1}} is here", "A") + "," + Body, "" },
        { "category.change_flag", Body, "\"allow_category_change\":true" },
        { "buttons.desktop", Body + "," + Buttons(Qr + "," + Url("https://a.example")), "" },
        { "button.url_variable_host", Body + "," + Buttons(Url("https://a.example{{1}}", "[\"b\"]")), "" },
        { "carousel.no_button", Body + "," + Carousel(Image, Image), "" },
        { "display_format.order_details", Body + "," + Buttons("""{"type":"ORDER_DETAILS","text":"Pay now"}"""), "" },
        { "display_format.order_details", Body, "\"display_format\":\"ORDER_DETAILS\"" },
        { "lto.no_address", Offer + "," + Body + "," + Buttons(Code), "" },
        { "body.security_recommendation", """{"type":"BODY","text":"Your parcel is waiting at the front desk.","add_security_recommendation":true}""", "" },
        { "quality.opt_out", Body, "" },
    };

    [Theory, MemberData(nameof(Contested))]
    public void A_contested_point_is_advice_and_blocks_nothing(string rule, string components, string more)
    {
        var payload = Of(components, "MARKETING", more);

        Assert.Contains(rule, Advice(payload));
        Assert.Empty(Errors(payload));
    }

    [Fact]
    public void The_name_of_the_sample_that_everybody_has_is_advised_against() =>
        Assert.Contains("name.taken", Advice(JsonDocument.Parse("""{"name":"hello_world","language":"en","category":"UTILITY","components":[]}""").RootElement));

    [Fact]
    public void A_footer_of_an_authentication_template_that_says_nothing_is_advised_against()
    {
        var payload = Of(AuthBody + """,{"type":"FOOTER"},""" + Buttons(Otp), "AUTHENTICATION");

        Assert.Equal(["auth.footer_empty"], Advice(payload));
        Assert.Empty(Errors(payload));
    }

    [Fact]
    public void A_text_without_blanks_between_words_is_not_judged_by_its_word_count() =>
        Assert.DoesNotContain("param.ratio", Errors(Of(BodyText("您好{{1}}，您的包裹已经到达我们的商店前台。", "伊沃"), "UTILITY")));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    public void A_payload_that_is_no_object_has_one_fault(string json) =>
        Assert.Equal("payload.shape", Assert.Single(TemplateLinter.Lint(JsonDocument.Parse(json).RootElement)).Rule);

    [Fact]
    public void An_empty_object_misses_name_language_category_and_body() =>
        Assert.Equal(["name.required", "language.required", "category.required", "body.required"], Errors(JsonDocument.Parse("{}").RootElement));

    [Fact]
    public void A_finding_names_its_place()
    {
        var finding = Assert.Single(
            TemplateLinter.Lint(Of(Body + "," + Carousel(Card(Image, null, Qr), Card(Image, null, """{"type":"QUICK_REPLY","text":"Y*s"}""")))),
            f => f.Severity == FindingSeverity.Error);

        Assert.Equal("components[1].cards[1].components[1].buttons[0].text", finding.Path);
    }

    [Fact]
    public void All_111_languages_are_taken_and_their_guess_is_named_when_misspelt()
    {
        Assert.Equal(111, TemplateLanguages.All.Select(l => l.Code).Distinct().Count());
        var hyphen = TemplateLinter.Lint(JsonDocument.Parse("""{"name":"a","language":"pt-br","category":"UTILITY","components":[]}""").RootElement);
        Assert.Contains("pt_BR", Assert.Single(hyphen, f => f.Rule == "language.supported").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_has_a_source_and_a_reason_and_one_severity()
    {
        Assert.All(TemplateLinter.Rules, rule => Assert.True(rule.Source.Length > 0 && rule.Reason.EndsWith('.'), rule.Id));
        Assert.Equal(TemplateLinter.Rules.Count, TemplateLinter.Rules.Select(r => r.Id).Distinct().Count());
    }
}
