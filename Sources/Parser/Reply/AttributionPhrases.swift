/// The words with which mail programs say, in many languages, who wrote what is quoted below.
enum AttributionPhrases {
    /// What stands for "wrote", in small letters.
    static let verbs: [[UInt8]] = phrases(
        "wrote", "writes", " said", " says", " sent:", "typed:", "quoting ",  // English
        "escribió", "escribio", "citando a", "citando ",  // Spanish, Portuguese
        "a écrit", "à écrit", "a ecrit", "écrivait", "écrit :", "citer ", "citation de",  // French
        "schrieb", "geschrieben", "zitat von", "zitiere", "meinte",  // German
        "escreveu", "escreve:", "escribe:", "va escriure", "escribiu",  // Portuguese, Catalan, Galician
        "ha scritto", "scrive:", "scriveva", "a scritto",  // Italian
        "schreef", "het volgende geschreven", "citeren ", "skreaun",  // Dutch, Frisian
        "napisał", "pisze:", "napisała", "cytowanie ",  // Polish
        "skrev", "skriver", "följande", "skreiv",  // Swedish, Danish, Norwegian
        "kirjoitti", "kirjutas", "rakstīja", "rašė", "parašė",  // Finnish, Estonian, Latvian, Lithuanian
        "yazdı", "şunları yazdı", "yazmış",  // Turkish
        "napsal", "napísal", "píše:", "citát", "je napisal", "napisao", "написао",  // Czech, Slovak, Slovene, Croatian
        "írta", "ezt írta", "a scris", "έγραψε", "γράφει", "shkroi",  // Hungarian, Romanian, Greek, Albanian
        "написа", "писал", "пишет", "пише", "цитирую", "сообщил",  // Russian, Ukrainian, Bulgarian
        "写道", "寫道", "撰写", "写到", "來信", "来信",  // Chinese
        "書きました", "のメール", "のメッセージ", "wrote：", "さんは", "より:",  // Japanese
        "작성", "님이", "썼습니다",  // Korean
        "كتب", "كتبت", "تمت كتابة", "نوشت", "כתב", "כתבה", "מאת",  // Arabic, Persian, Hebrew
        "menulis", "đã viết", "viết:", "เขียน", "ने लिखा", "sumulat")  // Indonesian, Vietnamese, Thai, Hindi, Filipino

    /// How an attribution begins, in small letters.
    static let openings = PhrasePrefixes(
        "on ", "at ", "in ", "from ", "em ", "no dia ", "a ", "el ", "le ", "les ", "am ", "il ", "in data ", "op ",
        "w dniu ", "dnia ", "den ", "dne ", "dňa ", "dana ", "på ", "pe ", "la ", "în ", "els ", "o ", "ngày ", "vào ",
        "pada ", "στις ", "την ", "quoting ", "citando ", "zitat von ", "citát ", "---", "\"", "<", "'")

    /// How an attribution begins whose date comes next.
    static let datedOpenings = PhrasePrefixes(
        "on ", "at ", "em ", "el ", "le ", "am ", "il ", "op ", "w dniu ", "dnia ", "den ", "dne ", "på ", "pe ", "la ")

    /// How the days of the week are shortened; an attribution may begin with one, and a date behind it.
    static let days = PhrasePrefixes(
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "mié", "jeu", "jue", "ven", "vie", "sam",
        "dim", "dom", "seg", "ter", "qua", "qui", "sex", "sáb", "sab", "mo", "di", "mi", "do", "fr", "sa", "so", "gio",
        "man", "tir", "ons", "tor", "fre", "lör", "lør", "sön", "søn", "må", "ti", "ke", "to", "pe", "la", "su", "pt",
        "pon", "wt", "śr", "czw", "sob", "ndz", "út", "st", "čt", "pá", "ne", "po", "paz", "sal", "çar", "per", "cum")

    /// Texts of the tables as octets.
    static func phrases(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
