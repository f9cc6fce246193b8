namespace UvRelease.Changelog.Configuration;

/// <summary>Programs that commit or are named as co-authors; thanks are for people.</summary>
public static class BotList
{
    /// <summary>Names, and addresses where there is an @; a <c>*</c> at either end stands for anything. What people have as names too is known by its
    /// address.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "*[bot]", "*[bot]@*", "*-bot", "dependabot", "renovate", "renovate bot", "greenkeeper", "github actions", "github-actions", "github",
            "noreply@github.com",
        "weblate", "hosted weblate", "weblate (bot)", "*@weblate.org", "crowdin bot", "support+*@crowdin.com", "transifex", "copilot", "github copilot",
        "*+copilot@users.noreply.github.com", "copilot@github.com", "cursor", "cursor agent", "cursoragent@cursor.com", "*@anthropic.com", "claude",
            "claude code",
        "claude opus*", "claude sonnet*", "claude haiku*", "codex", "*@openai.com", "devin ai", "aider*", "*@aider.chat", "gemini code assist", "gemini-cli",
        "google-labs-jules*", "amp", "amp@ampcode.com", "windsurf", "openhands", "openhands@all-hands.dev", "semantic-release-bot", "allcontributors", "imgbot",
        "snyk-bot", "snyk bot", "pre-commit-ci", "mergify", "mend renovate", "imgbotapp", "dependabot-preview", "release-please", "gemini-code-assist",
        "electron bot", "prettier bot", "roller bot", "electron-roller", "github action", "jenkins", "travis ci", "circleci", "azure pipelines",
    ];

    /// <summary>True for somebody on the list.</summary>
    public static bool Has(IReadOnlyList<string> bots, string name, string mail)
    {
        foreach (string bot in bots)
        {
            if (Fits(bot, bot.Contains('@', StringComparison.Ordinal) ? mail : name))
                return true;
        }

        return false;
    }

    private static bool Fits(string bot, string text)
    {
        string[] parts = bot.Split('*');
        if (parts.Length == 1)
            return text.Equals(bot, StringComparison.OrdinalIgnoreCase);
        string first = parts[0], last = parts[^1];
        return text.Length >= first.Length + last.Length && text.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            && text.EndsWith(last, StringComparison.OrdinalIgnoreCase)
            && Array.TrueForAll(parts[1..^1], part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
    }
}
