namespace WaPortal.Core.Templates.Linting;

/// <summary>Words that the linter knows in some languages. Where a language is missing the rules that need them say nothing.</summary>
/// <param name="Greetings">How a message begins; the first one is used to begin one.</param>
/// <param name="Closing">A sentence that may end any message.</param>
/// <param name="OptOut">A footer that says how to stop, at most 60 characters.</param>
/// <param name="OptOutWords">Any of them in a text says that messages can be stopped.</param>
/// <param name="Promotional">Words that reviewers take for advertising.</param>
internal sealed record Phrases(string[] Greetings, string Closing, string OptOut, string[] OptOutWords, string[] Promotional)
{
    // Chosen for few false alarms: words that a notice about an order or an account has no use for.
    private static readonly Dictionary<string, Phrases> ByLanguage = new(StringComparer.Ordinal)
    {
        ["en"] = new(
            ["Hello", "Hi", "Dear", "Hey", "Good morning", "Good afternoon"], "Thank you.", "Reply STOP to opt out",
            ["stop", "unsubscribe", "opt out", "opt-out", "no more messages"],
            ["% off", "discount", "sale", "special offer", "limited offer", "exclusive offer", "limited time", "buy now", "shop now", "order now", "don't miss", "promo code", "promotion", "coupon", "voucher", "best price", "free gift", "black friday", "deal", "deals", "new collection", "save up to", "earn points"]),
        ["es"] = new(
            ["Hola", "Estimado", "Estimada", "Buenos días"], "Gracias.", "Responde BAJA para dejar de recibir mensajes",
            ["baja", "stop", "darte de baja", "darse de baja", "cancelar la suscripción", "no recibir más", "dejar de recibir"],
            ["% de descuento", "descuento", "descuentos", "oferta", "ofertas", "rebajas", "promoción", "promociones", "compra ahora", "compra ya", "aprovecha", "no te lo pierdas", "cupón", "gratis", "regalo", "tiempo limitado", "mejor precio", "nueva colección", "ahorra hasta", "black friday"]),
        ["pt"] = new(
            ["Olá", "Oi", "Bom dia", "Caro", "Cara", "Prezado", "Prezada"], "Obrigado.", "Responda SAIR para não receber mais mensagens",
            ["sair", "stop", "parar", "descadastrar", "cancelar inscrição", "não receber mais", "deixar de receber"],
            ["% de desconto", "desconto", "descontos", "oferta", "ofertas", "liquidação", "promoção", "promoções", "compre agora", "compre já", "aproveite", "não perca", "cupom", "cupão", "grátis", "brinde", "tempo limitado", "melhor preço", "nova coleção", "economize", "poupe até", "black friday"]),
        ["de"] = new(
            ["Hallo", "Guten Tag", "Liebe", "Lieber", "Sehr geehrte", "Sehr geehrter"], "Vielen Dank.", "Antworten Sie STOPP, um sich abzumelden",
            ["stopp", "stop", "abmelden", "abbestellen", "keine nachrichten mehr"],
            ["% rabatt", "rabatt", "rabatte", "angebot", "angebote", "sonderangebot", "aktion", "ausverkauf", "jetzt kaufen", "jetzt bestellen", "gutschein", "gratis", "kostenlos dazu", "nicht verpassen", "nur für kurze zeit", "bester preis", "neue kollektion", "sparen sie", "spare bis", "black friday"]),
        ["fr"] = new(
            ["Bonjour", "Bonsoir", "Salut", "Cher", "Chère"], "Merci.", "Répondez STOP pour ne plus recevoir de messages",
            ["stop", "désabonner", "désinscrire", "se désinscrire", "ne plus recevoir"],
            ["% de réduction", "réduction", "réductions", "remise", "soldes", "promotion", "promotions", "promo", "offre spéciale", "offre exclusive", "achetez maintenant", "profitez", "ne manquez pas", "code promo", "bon d'achat", "cadeau", "gratuit", "durée limitée", "meilleur prix", "nouvelle collection", "économisez", "black friday"]),
        ["it"] = new(
            ["Ciao", "Buongiorno", "Gentile", "Salve"], "Grazie.", "Rispondi STOP per non ricevere altri messaggi",
            ["stop", "disiscriverti", "annullare l'iscrizione", "non ricevere"],
            ["% di sconto", "sconto", "sconti", "offerta", "offerte", "saldi", "promozione", "promozioni", "acquista ora", "compra ora", "approfitta", "non perdere", "codice promo", "coupon", "buono", "gratis", "omaggio", "tempo limitato", "miglior prezzo", "nuova collezione", "risparmia", "black friday"]),
        ["nl"] = new(
            ["Hallo", "Beste", "Hoi", "Goedemorgen"], "Bedankt.", "Antwoord STOP om je af te melden",
            ["stop", "afmelden", "uitschrijven", "geen berichten meer"],
            ["% korting", "korting", "kortingen", "aanbieding", "aanbiedingen", "uitverkoop", "actie", "koop nu", "bestel nu", "mis het niet", "kortingscode", "cadeau", "gratis", "beste prijs", "nieuwe collectie", "bespaar", "black friday"]),
        ["ar"] = new(
            ["مرحبًا", "مرحبا", "أهلًا", "السلام عليكم", "عزيزي", "عزيزتي"], "شكرًا لك.", "أرسل إيقاف لإلغاء الاشتراك",
            ["إيقاف", "إلغاء الاشتراك", "الغاء الاشتراك", "stop"],
            ["خصم", "خصومات", "تخفيض", "تخفيضات", "عرض خاص", "عروض", "تنزيلات", "اشتر الآن", "تسوق الآن", "لا تفوت", "كوبون", "كود الخصم", "قسيمة", "هدية", "مجانًا", "لفترة محدودة", "أفضل سعر", "تشكيلة جديدة", "وفر حتى"]),
        ["hi"] = new(
            ["नमस्ते", "नमस्कार", "प्रिय"], "धन्यवाद।", "संदेश बंद करने के लिए STOP लिखें",
            ["stop", "बंद करें", "बंद करने", "सदस्यता समाप्त", "अनसब्सक्राइब"],
            ["छूट", "डिस्काउंट", "ऑफ़र", "ऑफर", "सेल", "विशेष ऑफ़र", "अभी खरीदें", "अभी ख़रीदें", "मौका न चूकें", "कूपन", "वाउचर", "मुफ़्त", "मुफ्त", "उपहार", "सीमित समय", "सबसे अच्छी कीमत", "नया कलेक्शन", "बचत करें"]),
    };

    /// <summary>The phrases of a language code such as <c>pt_BR</c>; null where there are none.</summary>
    public static Phrases? Of(string? language) =>
        language is null ? null : ByLanguage.GetValueOrDefault(language.Split('_', '-')[0].ToLowerInvariant());

    /// <summary>The languages that have phrases.</summary>
    public static IReadOnlyCollection<string> Languages => ByLanguage.Keys;

    /// <summary>The first of the words that stands in the text as a word, not as a part of one; null for none.</summary>
    public static string? FirstIn(string text, IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                var end = at + word.Length;
                var begins = at == 0 || !char.IsLetterOrDigit(word[0]) || !TextFacts.IsWordBefore(text, at);
                if (begins && !TextFacts.IsWordAt(text, end)) return word;
            }
        }

        return null;
    }
}
