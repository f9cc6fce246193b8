using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace UvRelease.Tests.Contracts;

/// <summary>What the methods of an assembly name: members in full, and texts in quotes.</summary>
internal static partial class CompiledCode
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xffff);

    /// <summary>Reads an assembly beside the tests.</summary>
    /// <returns>A pair for each use: the method as it was written, also for what the compiler made of it, and what it names.</returns>
    public static IReadOnlyList<(string Method, string Named)> Read(string assembly)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        using var image = new PEReader(file);
        MetadataReader metadata = image.GetMetadataReader();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where method.RelativeVirtualAddress != 0
               let name = Written(Name(metadata, handle))
               from named in Uses(metadata, image.GetMethodBody(method.RelativeVirtualAddress).GetILReader())
               select (name, named),
        ];
    }

    private static List<string> Uses(MetadataReader metadata, BlobReader code)
    {
        var uses = new List<string>();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            OpCode operation = OpCodes[value == 0xfe ? 0xfe00 | code.ReadByte() : value];
            if (operation.OperandType == OperandType.InlineString)
                uses.Add($"\"{metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(code.ReadInt32()))}\"");
            else if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
                uses.Add(Name(metadata, MetadataTokens.EntityHandle(code.ReadInt32())));
            else
                code.Offset += Length(operation.OperandType, code);
        }

        return uses;
    }

    // ECMA-335 III.1.9: operands; a switch has a count and as many targets.
    private static int Length(OperandType operand, BlobReader code) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * code.ReadInt32()),
        _ => 4,
    };

    private static string Name(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{Name(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}";
            case HandleKind.MemberReference:
                MemberReference member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return $"{Name(metadata, member.Parent)}.{metadata.GetString(member.Name)}";
            case HandleKind.MethodSpecification:
                return Name(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.TypeReference:
                TypeReference reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
                return $"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}";
            case HandleKind.TypeDefinition:
                TypeDefinition type = metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
                string name = metadata.GetString(type.Name);
                return type.IsNested ? $"{Name(metadata, type.GetDeclaringType())}.{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
            default:
                return handle.Kind.ToString();
        }
    }

    // Async methods, iterators, local functions and lambdas live in types and methods that the compiler names after theirs: <Method>d__3.MoveNext.
    private static string Written(string name) =>
        MadeFrom().Match(name) is { Success: true } made ? $"{made.Groups["type"].Value}.{made.Groups["method"].Value}" : name;

    [GeneratedRegex(@"^(?<type>[^<]+?)\.(?:<>c[^.]*\.)?<(?<method>[^>]+)>", RegexOptions.NonBacktracking)]
    private static partial Regex MadeFrom();
}
