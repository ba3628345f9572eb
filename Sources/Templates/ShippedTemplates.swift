/// The templates that are built into the program: the files of `templates/`, as they stand.
enum ShippedTemplates {
    /// Each file of a mail by its name.
    static let mails: [String: [UInt8]] = [
        "case-acknowledgement.html": PackageResources.case_acknowledgement_html,
        "case-acknowledgement.txt": PackageResources.case_acknowledgement_txt,
        "case-closed.html": PackageResources.case_closed_html,
        "case-closed.txt": PackageResources.case_closed_txt,
        "case-escalated.html": PackageResources.case_escalated_html,
        "case-escalated.txt": PackageResources.case_escalated_txt,
        "case-facts.html": PackageResources.case_facts_html,
        "case-facts.txt": PackageResources.case_facts_txt,
        "case-follow-up.html": PackageResources.case_follow_up_html,
        "case-follow-up.txt": PackageResources.case_follow_up_txt,
        "case-post.html": PackageResources.case_post_html,
        "case-post.txt": PackageResources.case_post_txt,
        "case-released.html": PackageResources.case_released_html,
        "case-released.txt": PackageResources.case_released_txt,
        "case-status.html": PackageResources.case_status_html,
        "case-status.txt": PackageResources.case_status_txt,
        "command-reply.html": PackageResources.command_reply_html,
        "command-reply.txt": PackageResources.command_reply_txt,
        "earlier-posts.html": PackageResources.earlier_posts_html,
        "earlier-posts.txt": PackageResources.earlier_posts_txt,
        "fact.html": PackageResources.fact_html,
        "layout.html": PackageResources.layout_html,
        "omitted.html": PackageResources.omitted_html,
        "paragraphs.html": PackageResources.paragraphs_html,
        "permission-request.html": PackageResources.permission_request_html,
        "permission-request.txt": PackageResources.permission_request_txt,
        "response-warning.html": PackageResources.response_warning_html,
        "response-warning.txt": PackageResources.response_warning_txt,
        "sender-confirm.html": PackageResources.sender_confirm_html,
        "sender-confirm.txt": PackageResources.sender_confirm_txt,
        "sender-read-only.html": PackageResources.sender_read_only_html,
        "sender-read-only.txt": PackageResources.sender_read_only_txt,
        "sender-redirect.html": PackageResources.sender_redirect_html,
        "sender-redirect.txt": PackageResources.sender_redirect_txt,
    ]

    /// Each file of `pages/` by its name.
    static let pages: [String: [UInt8]] = [
        "challenge-answered.html": PackageResources.challenge_answered_html,
        "challenge-confirmed.html": PackageResources.challenge_confirmed_html,
        "challenge-disowned.html": PackageResources.challenge_disowned_html,
        "challenge-expired.html": PackageResources.challenge_expired_html,
        "challenge-question.html": PackageResources.challenge_question_html,
        "not-found.html": PackageResources.not_found_html,
        "page.html": PackageResources.page_html,
        "problem.html": PackageResources.problem_html,
        "style.css": PackageResources.style_css,
    ]
}
