import {Database} from 'bun:sqlite';

new Database('nests.sqlite').run("insert into nests (name) values ('Old oak')");
