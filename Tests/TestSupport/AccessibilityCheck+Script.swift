extension AccessibilityCheck {
    /// What runs in the page; it returns its faults.
    static let script = helpers + structure + names + looks + "return faults;"

    private static let helpers = """
        const faults = [];
        const all = (selector, root = document) => [...root.querySelectorAll(selector)];
        const markup = element => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 120);
        const fault = (rule, what) => faults.push({ rule, what: typeof what === 'string' ? what : markup(what) });
        const isShown = element => {
            const style = getComputedStyle(element);
            const box = element.getBoundingClientRect();
            return style.visibility !== 'hidden' && box.width > 0 && box.height > 0 && !element.closest('[hidden]');
        };
        const said = element => (element.textContent || '').trim();
        const byID = list => (list || '').split(/\\s+/).filter(Boolean).map(id => document.getElementById(id))
            .filter(Boolean).map(said).join(' ').trim();
        const named = element => (element.getAttribute('aria-label') || '').trim()
            || byID(element.getAttribute('aria-labelledby'));

        """

    private static let structure = """
        if (!(document.documentElement.lang || '').trim()) fault('lang', document.documentElement.cloneNode());
        if (!document.title.trim()) fault('title', 'the page has none');
        if (all('h1').length !== 1) fault('one-h1', 'there are ' + all('h1').length);
        if (all('main, [role=main]').length !== 1) fault('main', 'there are ' + all('main, [role=main]').length);
        let level = 0;
        for (const heading of all('h1, h2, h3, h4, h5, h6')) {
            const next = Number(heading.localName[1]);
            if (next > level + 1) fault('heading-order', heading);
            if (!said(heading)) fault('heading-name', heading);
            level = next;
        }
        const ids = new Set();
        for (const element of all('[id]')) {
            if (ids.has(element.id)) fault('duplicate-id', element);
            ids.add(element.id);
        }
        const viewport = document.querySelector('meta[name=viewport]');
        if (!viewport) fault('viewport', 'the page has none');
        else {
            const content = viewport.content.toLowerCase().replace(/\\s/g, '');
            const most = content.match(/maximum-scale=([\\d.]+)/);
            if (/user-scalable=(no|0)/.test(content) || (most && Number(most[1]) < 2)) fault('zoom', viewport);
        }
        for (const element of all('[tabindex]')) if (element.tabIndex > 0) fault('tabindex', element);

        """

    private static let names = """
        for (const field of all('input, select, textarea')) {
            const kind = (field.getAttribute('type') || '').toLowerCase();
            if (field.localName === 'input' && ['hidden', 'submit', 'button', 'reset', 'image'].includes(kind)) continue;
            const labels = [...(field.labels || [])].map(said).join('').trim();
            if (!labels && !named(field) && !(field.title || '').trim()) fault('label', field);
        }
        for (const radio of all('input[type=radio]')) {
            const group = radio.closest('fieldset, [role=radiogroup]');
            const name = group && (group.localName === 'fieldset' ? said(group.querySelector('legend') || group.ownerDocument
                .createElement('i')) : '') || (group && named(group));
            if (!name) fault('group', radio);
        }
        for (const image of all('img, input[type=image]')) if (!image.hasAttribute('alt')) fault('alt', image);
        const spoken = element => named(element) || said(element) || (element.title || '').trim()
            || all('img[alt]', element).map(image => image.alt).join('').trim();
        for (const button of all('button, [role=button]')) if (!spoken(button)) fault('button-name', button);
        for (const button of all('input[type=submit], input[type=button], input[type=reset], input[type=image]')) {
            const usual = ['submit', 'reset'].includes(button.type) && !button.hasAttribute('value');
            if (!usual && !(button.value || button.alt || named(button)).trim()) fault('button-name', button);
        }
        for (const link of all('a[href]')) if (!spoken(link)) fault('link-name', link);

        """

    private static let looks = """
        const colour = text => {
            const numbers = (text.match(/[\\d.]+/g) || []).map(Number);
            return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
        };
        const over = (top, below) => top.rgb.map((value, i) => value * top.alpha + below[i] * (1 - top.alpha));
        const canvas = () => {
            const probe = document.createElement('div');
            probe.style.backgroundColor = 'Canvas';
            document.body.append(probe);
            const found = colour(getComputedStyle(probe).backgroundColor).rgb;
            probe.remove();
            return found;
        };
        const base = canvas();
        const ground = element => {
            const layers = [];
            for (let node = element; node; node = node.parentElement)
                layers.unshift(colour(getComputedStyle(node).backgroundColor));
            return layers.reduce((below, layer) => layer.alpha > 0 ? over(layer, below) : below, base);
        };
        const light = rgb => {
            const [r, g, b] = rgb.map(value => {
                const share = value / 255;
                return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const judged = new Set();
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!node.data.trim() || judged.has(element) || element.closest('script, style, template, noscript')) continue;
            judged.add(element);
            if (!isShown(element) || element.closest(':disabled')) continue;
            const style = getComputedStyle(element);
            const below = ground(element);
            const [low, high] = [light(over(colour(style.color), below)), light(below)].sort((a, b) => a - b);
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio < (isLarge ? 3 : 4.5)) fault('contrast', ratio.toFixed(2) + ' ' + markup(element));
        }
        for (const target of all('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]')) {
            if (!isShown(target)) continue;
            // Within a line of text a link may be as high as the line (WCAG 2.2, 2.5.8).
            const isInline = getComputedStyle(target).display === 'inline' && target.localName === 'a';
            if (isInline && said(target.parentElement) !== said(target)) continue;
            const boxes = [target, ...(target.labels || [])].map(element => element.getBoundingClientRect());
            if (!boxes.some(box => box.width >= 24 && box.height >= 24)) fault('target-size', target);
        }
        // A phone zooms out of a page that is too wide: its inner width grows with it.
        if (document.documentElement.clientWidth <= 320) {
            const width = document.documentElement.scrollWidth;
            if (width > 320) fault('sideways', 'the page is ' + width + ' wide');
        }

        """
}
