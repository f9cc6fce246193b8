namespace UvRelease.Channels.Boards;

/// <summary>How the board looks: one column on a telephone, cards side by side where there is room, light and dark as the reader's system is.</summary>
internal static class BoardStyle
{
    private const string Light =
        "--ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #fff; --page: #f6f8fa; --go: #1a7f37; --part: #9a6700; --stop: #cf222e; --link: #0550ae;";

    private const string Dark =
        "--ink: #e6edf3; --soft: #9198a1; --line: #30363d; --card: #161b22; --page: #0d1117; --go: #3fb950; --part: #d29922; --stop: #f85149; --link: #79c0ff;";

    private const string Font = "16px/1.5 system-ui, -apple-system, \"Segoe UI\", Roboto, sans-serif";

    public const string Text = $$"""
        :root { color-scheme: light dark; {{Light}} }
        @media (prefers-color-scheme: dark) { :root { {{Dark}} } }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1rem; background: var(--page); color: var(--ink); font: {{Font}}; -webkit-text-size-adjust: 100%; }
        header, main { max-width: 75rem; margin: 0 auto; }
        h1 { margin: .5rem 0 0; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
        header p { margin: 0 0 1.25rem; color: var(--soft); }
        main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); align-items: start; }
        section { min-width: 0; max-width: 40rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        .head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem .75rem; }
        h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
        h3 { margin: 1rem 0 .4rem; font-size: .9rem; color: var(--soft); }
        .badge { padding: .1rem .7rem; border: 1px solid; border-radius: 1rem; font-size: .85rem; font-weight: 600; }
        .complete { color: var(--go); } .rolling { color: var(--part); } .halted { color: var(--stop); }
        .version { margin: .25rem 0 .5rem; font-size: 2.25rem; font-weight: 700; line-height: 1.2; overflow-wrap: anywhere; }
        .bar { height: .6rem; overflow: hidden; background: var(--line); border-radius: .3rem; }
        .bar span { display: block; height: 100%; background: currentColor; }
        .offer { margin: .4rem 0 .75rem; }
        .nothing { margin: .5rem 0 0; color: var(--soft); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .75rem; margin: 0; font-size: .9rem; }
        dt { color: var(--soft); } dd { min-width: 0; margin: 0; overflow-wrap: anywhere; }
        code { font: .85rem ui-monospace, Menlo, Consolas, monospace; }
        a { color: var(--link); }
        ul, ol { margin: 0; padding: 0; list-style: none; }
        .downloads { border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
        .downloads li + li { border-top: 1px solid var(--line); }
        .downloads a { display: block; padding: .65rem .75rem; text-decoration: none; }
        .downloads a:hover .file, .downloads a:focus .file { text-decoration: underline; }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
        .file { overflow-wrap: anywhere; font-size: .9rem; } .size { display: block; color: var(--soft); font-size: .9rem; white-space: nowrap; }
        details { margin-top: 1rem; border-top: 1px solid var(--line); }
        details + details { margin-top: 0; }
        summary { padding: .65rem 0; cursor: pointer; font-weight: 600; }
        section > details:last-child > summary { padding-bottom: 0; margin-bottom: -.25rem; min-height: 2.75rem; }
        section > details[open]:last-child > summary { padding-bottom: .65rem; margin: 0; }
        pre { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; font-size: .95rem; }
        .history li { padding: .5rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        .history li:first-child { border-top: 0; padding-top: 0; }
        .by, .reason { display: block; font-size: .9rem; } .by { color: var(--soft); }
        .history a, dd a { display: inline-block; padding: .1rem 0; }

        """;
}
