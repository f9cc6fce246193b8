using System.Text;
using UvRelease.Crashes.Injection;
using Xunit;

namespace UvRelease.Tests.Crashes.Injection;

public class ScriptPlaceSpecs
{
    // The mark says where code goes.
    [Theory]
    [InlineData("§foo()")]
    [InlineData("§")]
    [InlineData("\ufeff§foo()")]
    [InlineData("#!/usr/bin/env node\n§foo()")]
    [InlineData("#!/usr/bin/env node\r\n§foo()")]
    [InlineData("#!/usr/bin/env node§")]
    [InlineData("\"use strict\";§foo()")]
    [InlineData("'use client'\n;§foo()")]
    [InlineData("\"use client\"§\nexport default 1")]
    [InlineData("'use strict'; /* a */ \"use client\";§ // b\nfoo()")]
    [InlineData("// license\n/* 'x' */ \"use strict\" ;§\nfoo()")]
    [InlineData("#!node\n'use strict'§")]
    [InlineData("'use strict'§\n++x")]
    [InlineData("'use strict'§\n!x")]
    [InlineData("'use strict'§\ninside()")]
    [InlineData("'use strict'§ /*\n*/ foo()")]
    [InlineData("§{")]
    [InlineData("§'a' + b")]
    [InlineData("§'a'\n+ b")]
    [InlineData("§'a'\n.length")]
    [InlineData("§'a'\n[0]")]
    [InlineData("§'a'\n/b/g")]
    [InlineData("§'a'\nin b")]
    [InlineData("§'a'\ninstanceof b")]
    [InlineData("§'a' in b")]
    [InlineData("§'a'\n!= b")]
    [InlineData("§'a', b")]
    [InlineData("§'a'`b`")]
    [InlineData("'use strict';§'a'.length")]
    [InlineData("§`use strict`;foo()")]
    [InlineData("'it\\'s \\\nlong \\\r\none';§foo()")]
    [InlineData("§'broken\nfoo()")]
    [InlineData("§'broken")]
    [InlineData("§'broken\\")]
    [InlineData("§/* broken")]
    [InlineData("'é😀';§foo()")]
    [InlineData("\u00a0\u2028'use strict';§foo()")]
    public void Code_goes_behind_the_prologue(string marked)
    {
        byte[] script = Encoding.UTF8.GetBytes(marked.Replace("§", "", StringComparison.Ordinal));
        int place = ScriptHead.End(script);
        Assert.Equal(marked, Encoding.UTF8.GetString(script[..place]) + "§" + Encoding.UTF8.GetString(script[place..]));
    }

    [Theory]
    [InlineData("\ufeffab§", 0, 2)]
    [InlineData("#!x\n§", 1, 0)]
    [InlineData("#!x\r\n\r\u2028é😀§", 3, 3)]
    [InlineData("§\n", 0, 0)]
    public void A_place_is_counted_as_maps_do(string marked, int line, int column)
    {
        int place = Encoding.UTF8.GetByteCount(marked.Split('§')[0]);
        Assert.Equal((line, column), ScriptHead.PositionOf(Encoding.UTF8.GetBytes(marked.Replace("§", "", StringComparison.Ordinal)), place));
    }

    private const string Id = "85314830-023f-4cf1-a267-535f4e37bb17";

    // The mark says where the comment goes.
    [Theory]
    [InlineData("foo()\n§//# sourceMappingURL=a.js.map\n", "a.js.map", false)]
    [InlineData("foo()\n§//@ sourceMappingURL=a.js.map", "a.js.map", false)]
    [InlineData("foo()\r\n§  //# sourceMappingURL=a.js.map  \r\n\r\n", "a.js.map", false)]
    [InlineData("foo()§", null, false)]
    [InlineData("foo()\n§", null, false)]
    [InlineData("foo() //# sourceMappingURL=a.js.map§", null, false)]
    [InlineData("a = `\n//# sourceMappingURL=a.js.map\n`\n§", null, false)]
    [InlineData("a = `\n//# sourceMappingURL=a.js.map`§", null, false)]
    [InlineData("/*\n//# sourceMappingURL=a.js.map */§", null, false)]
    [InlineData("//# sourceMappingURL=a.js.map\nfoo()§", null, false)]
    [InlineData("//# sourceMappingURL=a.js.map\n§//# sourceMappingURL=b.js.map\n", "b.js.map", false)]
    [InlineData("foo()\n§//# sourceMappingURL=a.js.map\n\n//# debugId=" + Id + "\n", "a.js.map", true)]
    [InlineData("foo()\n//# debugId=" + Id + "\n§//# sourceMappingURL=a.js.map\n", "a.js.map", true)]
    [InlineData("foo()\n//# debugId=" + Id + "§", null, true)]
    [InlineData("foo()\n//# debugId=none§", null, false)]
    [InlineData("§", null, false)]
    public void The_last_comments_name_map_and_id(string marked, string? url, bool hasId)
    {
        byte[] script = Encoding.UTF8.GetBytes(marked.Replace("§", "", StringComparison.Ordinal));
        ScriptTail tail = ScriptTail.Of(script);
        Assert.Equal((url, hasId ? Guid.Parse(Id) : null), (tail.MapUrl, tail.DebugId));
        Assert.Equal(marked.Split('§')[0].Length, Encoding.UTF8.GetString(script[..tail.Place]).Length);
    }
}
