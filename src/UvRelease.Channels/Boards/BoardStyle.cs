namespace UvRelease.Channels.Boards;

/// <summary>How the board looks: one column on a telephone, cards side by side where there is room, light and dark as the reader's system is.</summary>
internal static class BoardStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #fff; --page: #f6f8fa; --go: #1a7f37; --part: #9a6700; --stop: #cf222e; --link: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --card: #161b22; --page: #0d1117; --go: #3fb950; --part: #d29922; --stop: #f85149; --link: #79c0ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        header, main { max-width: 75rem; margin: 0 auto; }
        h1 { margin: 0; font-size: 1.75rem; overflow-wrap: anywhere; }
        header p { margin: 0 0 1rem; color: var(--soft); }
        main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
        section { min-width: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        h2 { margin: 0; font-size: 1rem; color: var(--soft); text-transform: uppercase; letter-spacing: .06em; }
        h3 { margin: .75rem 0 .25rem; font-size: .9rem; color: var(--soft); }
        .version { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: .25rem 0 .5rem; }
        .version strong { font-size: 2rem; line-height: 1.2; }
        .badge { padding: .1rem .6rem; border: 1px solid; border-radius: 1rem; font-size: .85rem; }
        .complete { color: var(--go); } .rolling { color: var(--part); } .halted { color: var(--stop); }
        .bar { height: .6rem; margin-bottom: .6rem; overflow: hidden; background: var(--line); border-radius: .3rem; }
        .bar span { display: block; height: 100%; background: currentColor; }
        .facts, .downloads span, .nothing { color: var(--soft); font-size: .9rem; }
        .facts { margin: .25rem 0 0; overflow-wrap: anywhere; }
        .downloads, .downloads ul { margin: 0; padding: 0; list-style: none; }
        .downloads ul li { padding: .3rem 0 .4rem; border-top: 1px solid var(--line); }
        .downloads a { display: inline-block; padding: .3rem 0 .1rem; overflow-wrap: anywhere; }
        .downloads span { display: block; }
        a { color: var(--link); }
        code { font: .8rem ui-monospace, Menlo, Consolas, monospace; color: var(--soft); }
        details { margin-top: .5rem; border-top: 1px solid var(--line); }
        summary { padding: .6rem 0; cursor: pointer; }
        pre { margin: 0 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; font-size: .9rem; }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .85rem; }
        th, td { padding: .3rem .5rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
        td a { display: inline-block; min-width: 1.5rem; min-height: 1.5rem; }
        .what { min-width: 5rem; white-space: normal; overflow-wrap: anywhere; }

        """;
}
