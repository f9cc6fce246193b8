// A scenario: draws a scene by WebGL in a headless Chromium, by what the machine's driver label says, into $UV_OUTPUT/scene.png.
// usage: scene.mjs steady|changed|random
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startBrowser } from '../board/browser.mjs';

const { UV_DRIVER: driver, UV_OUTPUT: output, UV_SEED: seed, UV_ATTEMPT: attempt } = process.env;
const drivers = {
  SwiftShader: { options: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'], environment: {} },
  llvmpipe: {
    options: ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist', '--enable-gpu'],
    environment: { LIBGL_ALWAYS_SOFTWARE: '1', EGL_PLATFORM: 'surfaceless' }, // Mesa, without a screen
  },
};
const { options, environment } = drivers[driver];
Object.assign(process.env, environment);
const browser = await startBrowser(options);
try {
  const page = await browser.open('about:blank', { width: 256, height: 192, scale: 1 });
  const kind = process.argv[2];
  // Random on purpose, and not by the seed: where it has failed once, it is told to be still.
  const shift = kind === 'random' && attempt === '1' ? 0.2 + Math.random() : Number(seed) % 7 / 1e6;
  const { renderer, picture } = await page.run(draw, kind === 'changed' ? 'vec3(0.15, 0.05, 0.0)' : 'vec3(0.0)', shift);
  if (!renderer.includes(driver)) throw new Error(`${renderer} draws, and ${driver} should.`);
  console.log(renderer);
  writeFileSync(path.join(output, 'scene.png'), Buffer.from(picture.split(',')[1], 'base64'));
} finally {
  await browser.close();
}

function draw(glow, shift) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 256, height: 192 });
  const gl = canvas.getContext('webgl', { preserveDrawingBuffer: true, antialias: false });
  const program = gl.createProgram();
  const sources = {
    [gl.VERTEX_SHADER]: 'attribute vec2 at; varying vec2 uv; void main() { uv = at; gl_Position = vec4(at, 0.0, 1.0); }',
    // Gradients, a light, edges and a texture of sines: what drivers round differently.
    [gl.FRAGMENT_SHADER]: `precision highp float; varying vec2 uv; uniform float shift;
      void main() {
        vec2 p = uv * vec2(1.333, 1.0) + vec2(shift, 0.0);
        float sphere = 0.49 - dot(p, p), light = sphere > 0.0 ? pow(max(0.0, dot(normalize(vec3(p, sqrt(sphere))), normalize(vec3(0.4, 0.6, 0.7)))), 1.5) : 0.0;
        vec3 ground = vec3(0.2, 0.3, 0.4) + 0.15 * vec3(sin(p.x * 9.0), cos(p.y * 7.0), sin(length(p) * 12.0));
        gl_FragColor = vec4(mix(ground, vec3(0.95, 0.6, 0.2) * light + 0.05, step(0.0, sphere)) + ${glow}, 1.0);
      }`,
  };
  for (const [type, source] of Object.entries(sources)) {
    const shader = gl.createShader(Number(type));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
  const at = gl.getAttribLocation(program, 'at');
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
  gl.uniform1f(gl.getUniformLocation(program, 'shift'), shift);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  return { renderer: gl.getParameter(named.UNMASKED_RENDERER_WEBGL), picture: canvas.toDataURL('image/png') };
}
