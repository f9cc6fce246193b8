using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>The control file of a package (deb-control(5)).</summary>
internal static partial class DebControl
{
    private const int LongestSynopsis = 80;

    /// <summary>Writes the fields in the order that fpm writes them in.</summary>
    /// <param name="package">The package.</param>
    /// <param name="installedKibibytes">Space it takes when installed.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a field can't be written, or dpkg would refuse it.</exception>
    public static string Write(DebPackage package, long installedKibibytes)
    {
        Check(package.Name, "name", PackageName,
            "lower case letters, digits, '+', '-' and '.', two at least, the first a letter or digit. Set deb.packageName in the configuration of "
            + "electron-builder");
        Check(package.Version, "version", DebVersion.Allowed, "a digit first, then letters, digits, '.', '+', '~' and '-'");
        Check(package.Architecture, "architecture", Word, "one word such as amd64");
        Check(package.Section, "section", SectionName, "letters, digits, '/', '-' and '.'");
        Check(package.Priority, "priority", Word, "one word such as optional");
        Check(package.Maintainer, "maintainer", MaintainerName, "'Name <address@example.org>'. Set linux.maintainer in the configuration of electron-builder");
        var text = new StringBuilder();
        Line(text, "Package", package.Name);
        Line(text, "Version", package.Version);
        Line(text, "License", package.License);
        Line(text, "Vendor", package.Vendor);
        Line(text, "Architecture", package.Architecture);
        Line(text, "Maintainer", package.Maintainer);
        Line(text, "Installed-Size", $"{installedKibibytes}");
        Line(text, "Depends", Relations("Depends", package.Depends));
        Line(text, "Recommends", Relations("Recommends", package.Recommends));
        Line(text, "Section", package.Section);
        Line(text, "Priority", package.Priority);
        Line(text, "Homepage", package.Homepage);
        Describe(text, package);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (value.Any(char.IsControl))
            throw new ReleaseException(Fault.Input,
                $"The field {field} of the package holds a line break or another control character: '{value}'. Write it on one line.");
        text.Append(field).Append(": ").Append(value.Trim()).Append('\n');
    }

    private static void Check(string value, string what, Regex allowed, string rule)
    {
        if (!allowed.IsMatch(value))
            throw new ReleaseException(Fault.Input, $"'{value}' can't be the {what} of a Debian package: {rule}.");
    }

    private static string Relations(string field, IReadOnlyList<string> packages) => string.Join(", ", packages
        .SelectMany(relation => relation.Split(','))
        .Select(relation => string.Join(" | ", relation.Split('|').Select(alternative => Relation(field, alternative.Trim())))));

    // 'name', 'name (>= 1)' (deb-control(5)), and 'name >= 1', which fpm understands too.
    private static string Relation(string field, string relation)
    {
        Match match = RelationShape.Match(relation);
        if (!match.Success)
            throw new ReleaseException(Fault.Input,
                $"'{relation}' in {field} names no package that dpkg understands. Write 'name', 'name (>= 1.2)' or 'name | other'.");
        string name = match.Groups["name"].Value, version = match.Groups["version"].Value;
        string comparison = match.Groups["op"].Value switch { "<" => "<<", ">" => ">>", var other => other };
        return version.Length == 0 ? name : $"{name} ({comparison} {version})";
    }

    // electron-builder's first line is empty without linux.synopsis; dpkg wants a synopsis, so the description's first line serves as one.
    private static void Describe(StringBuilder text, DebPackage package)
    {
        string[] lines = [.. package.Description.Split('\n').Select(line => new string([.. line.TrimEnd().Where(c => c == '\t' || !char.IsControl(c))]))];
        string synopsis = lines[0].Trim();
        string[] rest = [.. lines.Skip(1).SkipWhile(string.IsNullOrWhiteSpace).Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse()];
        if (synopsis.Length == 0)
            synopsis = rest.Length > 0 ? Short(rest[0].Trim()) : package.Name;
        text.Append("Description: ").Append(synopsis).Append('\n');
        foreach (string line in rest)
            text.Append(string.IsNullOrWhiteSpace(line) ? " ." : " " + line.TrimStart(' ')).Append('\n');
    }

    private static string Short(string line)
    {
        if (line.Length <= LongestSynopsis)
            return line;
        int space = line.LastIndexOf(' ', LongestSynopsis);
        return line[..(space > 0 ? space : LongestSynopsis)].TrimEnd(' ', ',', ';');
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9+.-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PackageName { get; }

    [GeneratedRegex("^[a-z0-9-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }

    [GeneratedRegex("^[A-Za-z0-9/.-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SectionName { get; }

    [GeneratedRegex(@"^[^<>\p{C}]+ <[^<>\s]+@[^<>\s]+>$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MaintainerName { get; }

    [GeneratedRegex(@"^(?<name>[a-z0-9][a-z0-9+.-]+(:[a-z0-9-]+)?)( *\(? *(?<op><<|<=|=|>=|>>|<|>) *(?<version>[0-9][A-Za-z0-9.+~:-]*) *\)?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RelationShape { get; }
}
