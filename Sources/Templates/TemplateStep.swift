/// What is done to render a template, one thing after the other: whatever it includes is among it.
enum TemplateStep: Sendable {
    /// A name, and whose: 0 for the mail, 1 for an item of a list of the mail, and so on.
    struct Name: Sendable, Equatable {
        let name: String
        let depth: Int
    }

    case text(String)
    case value(Name)
    /// What is inside, once for each item of a list, and once where a flag or a text says so.
    case section(Name, [TemplateStep])
    /// What is inside, where there is no item, no text, or no.
    case inverted(Name, [TemplateStep])
}
