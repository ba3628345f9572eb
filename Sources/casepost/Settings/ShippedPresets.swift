/// The presets that are built into the program: the files of `presets/`, as they stand.
enum ShippedPresets {
    /// Each file's text by the name that settings use.
    static var texts: [String: String] {
        [
            "campusm": String(decoding: PackageResources.campusm_toml, as: UTF8.self),
            "infinite-campus": String(decoding: PackageResources.infinite_campus_toml, as: UTF8.self),
        ]
    }
}
