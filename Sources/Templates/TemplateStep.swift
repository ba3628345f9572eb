/// What is done to render a template, one thing after the other: whatever it includes is among it.
enum TemplateStep: Sendable {
    /// The place of a name among those of its owner, and whose it is: 0 for the mail, 1 for an item of a list of the mail,
    /// and so on.
    struct Name: Sendable, Equatable {
        let place: Int
        let depth: Int
    }

    case text(String)
    case value(Name)
    /// What is inside, once for each item of a list, and once where a flag or a text says so.
    case section(Name, [TemplateStep])
    /// What is inside, where there is no item, no text, or no.
    case inverted(Name, [TemplateStep])
}
