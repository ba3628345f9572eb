/// A banner that stays as it is: for a page that is made once.
public final class FixedBanner: BannerSource {
    /// The banner.
    public let banner: PageBanner

    /// A source of that banner.
    public init(_ banner: PageBanner) { self.banner = banner }
}
