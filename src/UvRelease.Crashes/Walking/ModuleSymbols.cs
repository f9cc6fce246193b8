using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Symbols.Breakpad;

namespace UvRelease.Crashes.Walking;

/// <summary>The modules of a minidump with their symbols, which are looked for when an address of the module is.</summary>
/// <param name="map">The modules.</param>
/// <param name="processor">The processor of the minidump. Symbols of another one would give false names, and rules for registers that are not there.</param>
/// <param name="find">Finds the symbols of a module.</param>
internal sealed class ModuleSymbols(ModuleMap map, string processor, Func<MinidumpModule, BreakpadSymbols?> find)
{
    private readonly BreakpadSymbols?[] symbols = new BreakpadSymbols?[map.Modules.Count];
    private readonly List<string> passedOver = [];
    private readonly bool[] isKnown = new bool[map.Modules.Count];

    /// <summary>What was found and is not used, as sentences.</summary>
    public IReadOnlyList<string> PassedOver => passedOver;

    /// <summary>The modules.</summary>
    public ModuleMap Map => map;

    /// <summary>Symbols of a module; null where there are none.</summary>
    public BreakpadSymbols? Of(int module)
    {
        if (!isKnown[module])
        {
            symbols[module] = find(map.Modules[module]);
            isKnown[module] = true;
            if (symbols[module]?.Processor is { } other && other != processor)
            {
                passedOver.Add($"The symbols of {map.Modules[module].Id.DebugFile} are of {other} and the minidump is of {processor}: they are passed over.");
                symbols[module] = null;
            }
        }

        return symbols[module];
    }

    /// <summary>Whether a module has symbols; null where nobody asked.</summary>
    public bool? Has(int module) => isKnown[module] ? symbols[module] is not null : null;

    /// <summary>An address counted from the beginning of its module.</summary>
    public uint Relative(int module, ulong address) => (uint)(address - map.Modules[module].Base);

    /// <summary>Whether an address can be where a call returns to: in a function, as far as symbols tell.</summary>
    public bool IsCode(ulong address) =>
        map.Find(address) is >= 0 and var module && (Of(module) is not { } known || known.Find(Relative(module, address)).Name >= 0);
}
