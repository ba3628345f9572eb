/// The templates that are built into the program: the files of `templates/`, as they stand.
enum ShippedTemplates {
    /// Each file by its name.
    static let files: [String: [UInt8]] = [
        "case-acknowledgement.html": PackageResources.case_acknowledgement_html,
        "case-acknowledgement.txt": PackageResources.case_acknowledgement_txt,
        "case-post.html": PackageResources.case_post_html,
        "case-post.txt": PackageResources.case_post_txt,
        "fact.html": PackageResources.fact_html,
        "layout.html": PackageResources.layout_html,
        "omitted.html": PackageResources.omitted_html,
        "paragraphs.html": PackageResources.paragraphs_html,
    ]
}
