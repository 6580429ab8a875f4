/** The element of the page that has an id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`#${id} is missing`);
  return element;
}

/** The first element of a kind below another one. */
export function child<K extends keyof HTMLElementTagNameMap = 'div'>(parent: HTMLElement, selector: K | `.${string}`): HTMLElementTagNameMap[K] {
  const element = parent.querySelector<HTMLElementTagNameMap[K]>(selector);
  if (element === null) throw new Error(`${selector} is missing`);
  return element;
}

/** Properties of a new element, and attributes: those with a hyphen, and `role`. */
type Properties = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** Makes an element. What is a string among its children becomes text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(property, value);
    else if (typeof value === 'string' && (property.includes('-') || property === 'role')) element.setAttribute(property, value);
    else Object.assign(element, { [property]: value });
  }
  element.append(...children);
  return element;
}

/** Calls a function in the next frame, however often it is asked to until then. */
export function perFrame(draw: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw();
    });
  };
}

/** Makes a canvas as large as it is shown, in the pixels of the screen. @returns where to draw, in CSS pixels */
export function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [pixels, lines] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixels || canvas.height !== lines) {
    canvas.width = pixels;
    canvas.height = lines;
    canvas.style.width = `${String(width)}px`;
    canvas.style.height = `${String(height)}px`;
  }
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
