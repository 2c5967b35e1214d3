using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace WaPortal.OptIns;

/// <summary>The words of the page to unsubscribe, in one language. The only page of the portal that its users' customers see.</summary>
/// <param name="Language">For the page's <c>lang</c>.</param>
/// <param name="Title">The heading; <c>{0}</c> is the business.</param>
/// <param name="Number">Whose messages these are; <c>{0}</c> are the last digits of the number.</param>
/// <param name="Question">Before the buttons.</param>
/// <param name="Offers">Stops marketing.</param>
/// <param name="Everything">Stops all.</param>
/// <param name="OffersStopped">Marketing is stopped; <c>{0}</c> is the business.</param>
/// <param name="AllStopped">All is stopped; <c>{0}</c> is the business.</param>
/// <param name="OnItsWay">A message that has left already may still come.</param>
/// <param name="Again">How to get messages again; <c>{0}</c> is the business.</param>
/// <param name="Invalid">The link is none of ours.</param>
/// <param name="Gone">A link to somewhere else that does not work any more, or never did.</param>
internal sealed record UnsubscribeWords(
    string Language, string Title, string Number, string Question, string Offers, string Everything, string OffersStopped, string AllStopped, string OnItsWay, string Again, string Invalid, string Gone)
{
    private static readonly UnsubscribeWords English = new(
        "en", "WhatsApp messages from {0}", "Your number ends in {0}.", "What would you like to stop?", "Offers and news", "All messages",
        "{0} will send you no more offers and news.", "{0} will send you no more messages.", "A message that is already on its way may still arrive.",
        "If you change your mind, tell {0}. Without your new agreement nothing is sent.", "This link is not valid. It may have been cut off: open it from the message again, or answer the message with STOP.", "This link does not work any more.");

    private static readonly UnsubscribeWords[] All =
    [
        English,
        new("de", "WhatsApp-Nachrichten von {0}", "Ihre Nummer endet auf {0}.", "Was möchten Sie nicht mehr erhalten?", "Angebote und Neuigkeiten", "Alle Nachrichten",
            "{0} sendet Ihnen keine Angebote und Neuigkeiten mehr.", "{0} sendet Ihnen keine Nachrichten mehr.", "Eine Nachricht, die schon unterwegs ist, kann noch ankommen.",
            "Wenn Sie es sich anders überlegen, sagen Sie es {0}. Ohne Ihre neue Zustimmung wird nichts gesendet.", "Dieser Link ist nicht gültig. Vielleicht wurde er abgeschnitten: Öffnen Sie ihn noch einmal aus der Nachricht, oder antworten Sie ihr mit STOP.", "Dieser Link funktioniert nicht mehr."),
        new("es", "Mensajes de WhatsApp de {0}", "Su número termina en {0}.", "¿Qué desea dejar de recibir?", "Ofertas y novedades", "Todos los mensajes",
            "{0} ya no le enviará ofertas ni novedades.", "{0} ya no le enviará mensajes.", "Un mensaje que ya está en camino aún puede llegar.",
            "Si cambia de opinión, dígaselo a {0}. Sin su nuevo consentimiento no se envía nada.", "Este enlace no es válido. Quizá se haya cortado: ábralo de nuevo desde el mensaje o responda al mensaje con STOP.", "Este enlace ya no funciona."),
        new("fr", "Messages WhatsApp de {0}", "Votre numéro se termine par {0}.", "Que souhaitez-vous ne plus recevoir ?", "Offres et actualités", "Tous les messages",
            "{0} ne vous enverra plus d’offres ni d’actualités.", "{0} ne vous enverra plus de messages.", "Un message déjà en route peut encore arriver.",
            "Si vous changez d’avis, dites-le à {0}. Sans votre nouvel accord, rien n’est envoyé.", "Ce lien n’est pas valide. Il a peut-être été coupé : ouvrez-le à nouveau depuis le message, ou répondez STOP au message.", "Ce lien ne fonctionne plus."),
        new("it", "Messaggi WhatsApp di {0}", "Il suo numero finisce con {0}.", "Che cosa non desidera più ricevere?", "Offerte e novità", "Tutti i messaggi",
            "{0} non le invierà più offerte e novità.", "{0} non le invierà più messaggi.", "Un messaggio già in viaggio può ancora arrivare.",
            "Se cambia idea, lo dica a {0}. Senza un suo nuovo consenso non si invia nulla.", "Questo link non è valido. Forse è stato tagliato: lo apra di nuovo dal messaggio, o risponda al messaggio con STOP.", "Questo link non funziona più."),
        new("pt", "Mensagens de WhatsApp de {0}", "O seu número termina em {0}.", "O que deseja deixar de receber?", "Ofertas e novidades", "Todas as mensagens",
            "{0} não lhe enviará mais ofertas nem novidades.", "{0} não lhe enviará mais mensagens.", "Uma mensagem que já está a caminho ainda pode chegar.",
            "Se mudar de ideia, diga a {0}. Sem o seu novo consentimento nada é enviado.", "Este link não é válido. Talvez tenha sido cortado: abra-o de novo a partir da mensagem, ou responda à mensagem com STOP.", "Este link já não funciona."),
        new("nl", "WhatsApp-berichten van {0}", "Uw nummer eindigt op {0}.", "Wat wilt u niet meer ontvangen?", "Aanbiedingen en nieuws", "Alle berichten",
            "{0} stuurt u geen aanbiedingen en nieuws meer.", "{0} stuurt u geen berichten meer.", "Een bericht dat al onderweg is, kan nog aankomen.",
            "Bedenkt u zich, zeg het dan tegen {0}. Zonder uw nieuwe toestemming wordt niets gestuurd.", "Deze link is niet geldig. Misschien is hij afgebroken: open hem opnieuw vanuit het bericht, of antwoord het bericht met STOP.", "Deze link werkt niet meer."),
        new("ar", "رسائل واتساب من {0}", "ينتهي رقمك بـ {0}.", "ما الذي تريد إيقافه؟", "العروض والأخبار", "كل الرسائل",
            "لن ترسل إليك {0} عروضًا وأخبارًا بعد الآن.", "لن ترسل إليك {0} أي رسائل بعد الآن.", "قد تصل رسالة كانت في طريقها إليك بالفعل.",
            "إذا غيّرت رأيك فأخبر {0}. لن يُرسل شيء من دون موافقتك من جديد.", "هذا الرابط غير صالح. ربما قُطع جزء منه: افتحه من الرسالة مرة أخرى، أو أجب عن الرسالة بكلمة STOP.", "لم يعد هذا الرابط يعمل."),
        new("hi", "{0} के WhatsApp संदेश", "आपका नंबर {0} पर समाप्त होता है।", "आप क्या बंद करना चाहते हैं?", "ऑफ़र और समाचार", "सभी संदेश",
            "{0} अब आपको ऑफ़र और समाचार नहीं भेजेगा।", "{0} अब आपको कोई संदेश नहीं भेजेगा।", "जो संदेश पहले ही भेजा जा चुका है, वह अब भी आ सकता है।",
            "यदि आप अपना मन बदलें, तो {0} को बताएं। आपकी नई सहमति के बिना कुछ नहीं भेजा जाएगा।", "यह लिंक मान्य नहीं है। शायद यह अधूरा है: इसे संदेश से फिर खोलें, या संदेश का उत्तर STOP लिखकर दें।", "यह लिंक अब काम नहीं करता।"),
    ];

    public bool IsRightToLeft => Language == "ar";

    /// <summary>The words in the language that the browser asks for first, English where none is known.</summary>
    public static UnsubscribeWords For(StringValues acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var wanted))
            return English;
        return wanted.Where(w => w.Quality is not 0).OrderByDescending(w => w.Quality ?? 1)
            .Select(w => Array.Find(All, words => words.Language.Equals(w.Value.Value!.Split('-')[0], StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(words => words is not null) ?? English;
    }
}
