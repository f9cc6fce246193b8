using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace UvRelease.Tests.Contracts;

/// <summary>
/// Which folder of a room knows which other one: what the compiled types name in signatures, bodies and attributes, and what the sources name in
/// front of a dot, for constants leave no trace in an assembly. A type belongs to the folder of the file that declares it.
/// </summary>
internal sealed partial class FolderArrows
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xffff);

    private readonly Dictionary<string, string> folders;
    private readonly HashSet<(string From, string To)> arrows = [];

    /// <summary>Finds the arrows of a room.</summary>
    /// <param name="room">Folder of the room; of one without a project the sources alone are read.</param>
    /// <param name="elsewhere">Folders of types that are taken to be elsewhere, by full name.</param>
    public FolderArrows(string room, IReadOnlyDictionary<string, string>? elsewhere = null)
    {
        string[] sources = [.. Directory.EnumerateFiles(room, "*.cs", SearchOption.AllDirectories).Where(file => !Generated().IsMatch(file))];
        folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            foreach (string type in Declared(File.ReadAllText(source)))
                folders[type] = elsewhere?.GetValueOrDefault(type) ?? Path.GetRelativePath(room, Path.GetDirectoryName(source)!);
        }

        bool hasFolders = folders.Values.Distinct().Skip(1).Any();
        foreach (string project in hasFolders ? Directory.EnumerateFiles(room, "*.csproj") : [])
        {
            foreach (Type type in Assembly.Load(Path.GetFileNameWithoutExtension(project)).GetTypes())
                Add(FolderOf(type), Named(type).Select(FolderOf));
        }

        foreach (string text in sources.Select(File.ReadAllText))
            Add(Declared(text).Select(folders.GetValueOrDefault).FirstOrDefault(), InFrontOfDots(text));
    }

    /// <summary>Arrows from one folder to another.</summary>
    public IReadOnlySet<(string From, string To)> All => arrows;

    /// <summary>Folders that know themselves over others: each ring once, its folders sorted.</summary>
    public static IReadOnlyList<string> Rings(IReadOnlySet<(string From, string To)> arrows)
    {
        string[] all = [.. arrows.SelectMany(arrow => (string[])[arrow.From, arrow.To]).Distinct().Order(StringComparer.Ordinal)];
        var reached = all.ToDictionary(folder => folder, folder => Reached(folder, arrows), StringComparer.Ordinal);
        return [.. all.Where(folder => reached[folder].Contains(folder))
            .Select(folder => string.Join(", ", all.Where(other => reached[folder].Contains(other) && reached[other].Contains(folder)))).Distinct()];
    }

    /// <summary>Full names of the types that a source declares, nested ones left out.</summary>
    public static IEnumerable<string> Declared(string source)
    {
        string space = Namespace().Match(source).Groups["name"].Value;
        return Declaration().Matches(source).Select(type => $"{space}.{type.Groups["name"].Value}");
    }

    private static HashSet<string> Reached(string from, IReadOnlySet<(string From, string To)> arrows)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out string? folder))
        {
            foreach ((_, string to) in arrows.Where(arrow => arrow.From == folder && reached.Add(arrow.To)))
                open.Push(to);
        }

        return reached;
    }

    private void Add(string? from, IEnumerable<string?> to) =>
        arrows.UnionWith(to.OfType<string>().Where(folder => from is not null && folder != from).Select(folder => (from!, folder)));

    // Nested types, closures and state machines belong to the type around them; what generators add has no folder.
    private string? FolderOf(Type? type)
    {
        for (; type is not null; type = type.DeclaringType)
        {
            Type named = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            if (named.FullName is { } name && folders.TryGetValue(name.Split('`')[0], out string? folder))
                return folder;
        }

        return null;
    }

    private IEnumerable<string?> InFrontOfDots(string text)
    {
        string code = Comment().Replace(text, ""), space = Namespace().Match(code).Groups["name"].Value;
        string[] used = [.. Using().Matches(code).Select(match => match.Groups["name"].Value)];
        string[] spaces = [.. used, space, .. Beginnings(space)];
        return
            from name in used.Concat(Dotted().Matches(code).SelectMany(match => Beginnings(match.Value))).Distinct()
            from full in spaces.Select(outer => $"{outer}.{name}").Append(name)
            select folders.GetValueOrDefault(full);
    }

    private static IEnumerable<string> Beginnings(string name) => Enumerable.Range(0, name.Length).Where(i => name[i] == '.').Select(i => name[..i]);

    private static IEnumerable<Type> Named(Type type)
    {
        IEnumerable<Type?> own =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(Own).Select(field => field.FieldType),
                .. type.GetGenericArguments().SelectMany(Constraints),
        ];
        IEnumerable<MethodBase> methods = [.. type.GetMethods(Own), .. type.GetConstructors(Own)];
        IEnumerable<CustomAttributeData> attributes = type.CustomAttributes.Concat(type.GetMembers(Own).SelectMany(member => member.CustomAttributes));
        IEnumerable<Type?> all = [.. own, .. methods.SelectMany(Signature), .. methods.SelectMany(Body),
            .. attributes.Select(attribute => attribute.AttributeType)];
        return all.SelectMany(Parts);
    }

    private static IEnumerable<Type> Constraints(Type argument) => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [];

    private static IEnumerable<Type?> Signature(MethodBase method) =>
    [
        .. method.GetParameters().Select(parameter => parameter.ParameterType), (method as MethodInfo)?.ReturnType,
        .. method.IsGenericMethod ? method.GetGenericArguments().SelectMany(argument => Constraints(argument).Append(argument)) : [],
    ];

    // ECMA-335 §III: a code of one byte, or of two that begin with FE; then what belongs to it.
    private static IEnumerable<Type?> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
            yield break;
        foreach (LocalVariableInfo local in body.LocalVariables)
            yield return local.LocalType;
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause))
            yield return clause.CatchType;
        Type[]? ofType = method.DeclaringType?.GetGenericArguments(), ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            OpCode operation = code[at] == 0xfe ? Codes[0xfe00 | code[at + 1]] : Codes[code[at]];
            at += operation.Size;
            int size = operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                && method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } member)
            {
                yield return member as Type ?? member.DeclaringType;
                foreach (Type? type in member is MethodBase called ? Signature(called) : [(member as FieldInfo)?.FieldType])
                    yield return type;
            }

            at += size;
        }
    }

    private static IEnumerable<Type> Parts(Type? type) => type is null ? []
        : type.HasElementType ? Parts(type.GetElementType())
        : [type, .. type.IsGenericParameter ? [] : type.GetGenericArguments().SelectMany(Parts)];

    [GeneratedRegex(@"/(?:bin|obj)/", RegexOptions.NonBacktracking)]
    private static partial Regex Generated();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|record|interface|enum|delegate [\w<>?]+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using (?:static |\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Using();

    [GeneratedRegex("//.*$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\.[A-Z]\w*)+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dotted();
}
