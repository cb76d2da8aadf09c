import click


@click.command()
@click.option("--input-folder", required=True)
@click.option("--threshold", type=float, default=0.5)
def main(input_folder, threshold):
    pass
