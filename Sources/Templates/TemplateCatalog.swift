import Core

/// One sort of templates: which files there are, and what each may say.
struct TemplateCatalog: Sendable {
    /// The folder of the pages' templates, within that of the mails'.
    static let pagesFolder = "pages"

    static let mails = TemplateCatalog(
        files: ShippedTemplates.mails,
        variables: Dictionary(uniqueKeysWithValues: TemplateName.allCases.map { ($0.rawValue, $0.variables) }),
        isMail: true, passedOver: ["README.md", pagesFolder])

    static let pages = TemplateCatalog(
        files: ShippedTemplates.pages,
        variables: Dictionary(uniqueKeysWithValues: PageName.allCases.map { ($0.rawValue, $0.variables) }),
        isMail: false, passedOver: ["README.md"])

    /// The shipped files by their names.
    let files: [String: [UInt8]]
    /// What a template of that name may say; names that are missing are those of what others share.
    let variables: [String: VariableNames]
    /// Whether the texts among them begin with a subject.
    let isMail: Bool
    /// What may lie in a desk's folder and is none of them.
    let passedOver: Set<String>
}
